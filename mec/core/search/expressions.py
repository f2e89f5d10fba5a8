"""The two sums of a ranking, in SQL that every engine computes to the same whole numbers."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, F, IntegerField
from django.db.models.sql.compiler import SQLCompiler

_NUMBER = "CAST(%s AS DOUBLE PRECISION)"


class _ByTerm(Expression):
    """An expression over a posting; term ids are written as literals, so that planners know how frequent each is."""

    def __init__(self, *columns: str) -> None:
        super().__init__(output_field=IntegerField())
        self.columns: list[Any] = [F(column) for column in columns]

    def get_source_expressions(self) -> list[Any]:
        return self.columns

    def set_source_expressions(self, exprs: Sequence[Any]) -> None:
        self.columns = list(exprs)

    def _names(self, compiler: SQLCompiler) -> list[str]:
        return [compiler.compile(column)[0] for column in self.columns]


class Contribution(_ByTerm):
    """gain of the term × frequency ÷ (frequency + c + d × length), to the nearest unit."""

    def __init__(self, gains: Mapping[int, float], *, saturation: tuple[float, float]) -> None:
        super().__init__("term_id", "frequency", "length")
        self.gains = gains
        self.saturation = saturation

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        term, frequency, length = self._names(compiler)
        gain = f"CASE {term} {' '.join(f'WHEN {term_id:d} THEN {_NUMBER}' for term_id in self.gains)} END"
        sql = f"CAST(ROUND({gain} * {frequency} / ({frequency} + {_NUMBER} + {_NUMBER} * {length})) AS INTEGER)"
        return sql, (*self.gains.values(), *self.saturation)


class Mark(_ByTerm):
    """A power of two for each of at most thirty terms: their sum says which of them matched."""

    MOST = 30

    def __init__(self, term_ids: Sequence[int]) -> None:
        super().__init__("term_id")
        self.marks = {term_id: 1 << position for position, term_id in enumerate(term_ids)}

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        cases = " ".join(f"WHEN {term_id:d} THEN {mark:d}" for term_id, mark in self.marks.items())
        return f"CASE {self._names(compiler)[0]} {cases} ELSE 0 END", ()
