"""The part of the index that a person may search."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BigIntegerField, Func, QuerySet
from django.db.models.sql.compiler import SQLCompiler

from mec.core.db import OneOf
from mec.core.search.models import Census, IndexedDocument, Posting

R = TypeVar("R", IndexedDocument, Posting)
FEW = 1_200
"""Objects whose ids are given to the queries one by one."""


@dataclass(frozen=True)
class Visible:
    """The same objects asked in two ways, each as fast as can be, for a kind that has tens of thousands of them."""

    listed: QuerySet[Any, Any]
    """Their ids, possibly twice: the first thousand comes without computing the others ("UNION ALL")."""
    among: Callable[[Collection[int]], QuerySet[Any, Any]]
    """Given some hundreds of ids, those that the person may see, possibly twice."""
    many: bool = False
    """Known to be very many where there are any: `listed` is not asked."""


Within = QuerySet[Any, Any] | Visible | None
"""The objects that may be found ("…_visible_to(user)", filters included); None for every one of the kind."""


@dataclass(frozen=True)
class Large:
    """Too many objects to count among them at each search: the statistics are those of the last census of the kind."""

    among: Callable[[Collection[int]], QuerySet[Any, Any]]
    documents: int
    length: int


Reach = QuerySet[Any, Any] | Collection[int] | Large | None


def reach(kind: str, within: Within) -> Reach:
    """Return how `within` is searched: one query for a `Visible`, or two, none otherwise."""
    if not isinstance(within, Visible):
        return within
    ids = [] if within.many else [row[0] for row in within.listed.values_list("pk")[: FEW + 1]]
    if not within.many and len(ids) <= FEW:
        return sorted(set(ids))
    census = Census.objects.filter(kind=kind, documents__gt=FEW).first()
    return Large(within.among, census.documents, census.length) if census else within.listed


def restricted(
    rows: "QuerySet[R]", within: QuerySet[Any, Any] | Collection[int] | None, *, many_terms: bool = False
) -> "QuerySet[R]":
    if within is None:
        return rows
    column = "object_id"
    if many_terms:
        rows, column = rows.alias(found=_Checked("object_id")), "found"
    return (
        rows.filter(**{f"{column}__in": within}) if isinstance(within, QuerySet) else rows.filter(OneOf(column, within))
    )


class _Checked(Func):
    """A column compared row after row: SQLite would otherwise look up every visible object under every term."""

    output_field = BigIntegerField()
    template = "%(expressions)s"

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra_context: Any) -> Any:
        return self.as_sql(compiler, connection, template="+%(expressions)s", **extra_context)
