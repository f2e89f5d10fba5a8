"""Ids of rows, as forms and addresses write them, and many of them at once in a query."""

import re
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Func
from django.db.models.sql.compiler import SQLCompiler

_ID = re.compile(r"[0-9]{1,18}")
"""As many digits as both engines hold."""


def read_id(text: str) -> int | None:
    """Return the id that a text is, or None: what comes from a browser may be anything, of any length."""
    return int(text) if _ID.fullmatch(text) else None


class OneOf(Func):
    """A condition: the column is one of some hundreds of ids, written in the query as the whole numbers that they are.

    As many parameters as "in" makes of them would cost more than the answer.
    """

    output_field = BooleanField()

    def __init__(self, column: str, ids: Iterable[int]) -> None:
        super().__init__(F(column))
        self.ids = ",".join(f"{number:d}" for number in ids)

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, *args: Any, **context: Any) -> Any:
        if not self.ids:
            raise EmptyResultSet
        column, params = compiler.compile(self.source_expressions[0])
        return f"{column} IN ({self.ids})", params
