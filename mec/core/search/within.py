"""The part of the index that a person may search."""

from typing import Any, TypeVar

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BigIntegerField, Func, QuerySet
from django.db.models.sql.compiler import SQLCompiler

from mec.core.search.models import IndexedDocument, Posting

R = TypeVar("R", IndexedDocument, Posting)
Within = QuerySet[Any, Any] | None
"""The objects that may be found ("…_visible_to(user)", filters included); None for every one of the kind."""


def restricted(rows: QuerySet[R], within: Within, *, many_terms: bool = False) -> QuerySet[R]:
    if within is None:
        return rows
    if many_terms:
        return rows.alias(found=_Checked("object_id")).filter(found__in=within)
    return rows.filter(object_id__in=within)


class _Checked(Func):
    """A column compared row after row: SQLite would otherwise look up every visible object under every term."""

    output_field = BigIntegerField()
    template = "%(expressions)s"

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra_context: Any) -> Any:
        return self.as_sql(compiler, connection, template="+%(expressions)s", **extra_context)
