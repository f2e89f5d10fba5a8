"""Keyset pagination: as fast on the last page as on the first, and no row twice when others are added."""

import json
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core import signing
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import F, Model, Q, QuerySet

M = TypeVar("M", bound=Model)
_SALT = "mec.core.db.pages"


@dataclass(frozen=True)
class KeysetPage(Generic[M]):
    rows: list[M]
    next_cursor: str
    """Opaque; empty on the last page."""
    is_first: bool


def keyset_page(rows: QuerySet[M], *, order: tuple[str, ...], cursor: str = "", size: int = 20) -> KeysetPage[M]:
    """Return `size` rows after `cursor`; a cursor that is damaged or of another order starts at the beginning.

    `order` names columns (never null, "-" for descending) and ends with a unique one.
    """
    rows = rows.order_by(*[F(name[1:]).desc() if name.startswith("-") else F(name).asc() for name in order])
    after = _read_cursor(cursor, order)
    if after is not None:
        rows = rows.filter(_after(order, after))
    found = list(rows[: size + 1])
    more = len(found) > size
    found = found[:size]
    return KeysetPage(found, _write_cursor(found[-1], order) if more else "", is_first=after is None)


def _after(order: tuple[str, ...], values: list[Any]) -> Q:
    condition = Q()
    equal = Q()
    for name, value in zip(order, values, strict=True):
        column = name.lstrip("-")
        beyond = f"{column}__lt" if name.startswith("-") else f"{column}__gt"
        condition |= equal & Q(**{beyond: value})
        equal &= Q(**{column: value})
    return condition


def _write_cursor(row: Model, order: tuple[str, ...]) -> str:
    values = [_value(row, name.lstrip("-")) for name in order]
    return signing.dumps(json.dumps([list(order), values], cls=_CursorEncoder), salt=_SALT)


class _CursorEncoder(DjangoJSONEncoder):
    def default(self, o: Any) -> Any:
        return o.isoformat() if hasattr(o, "isoformat") else super().default(o)


def _value(row: Model, path: str) -> Any:
    value: Any = row
    for part in path.split("__"):
        value = getattr(value, part)
    return value


def _read_cursor(cursor: str, order: tuple[str, ...]) -> list[Any] | None:
    if not cursor:
        return None
    try:
        written_order, values = json.loads(signing.loads(cursor, salt=_SALT))
    except (signing.BadSignature, ValueError):
        return None
    return values if written_order == list(order) and isinstance(values, list) else None
