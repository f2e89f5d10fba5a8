"""Define the perimeters that ship with the product, and fill those whose list an operator has."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from django.db import transaction

from mec.core.db import locked
from mec.territories.enums import PerimeterNature, TerritoryKind
from mec.territories.models import Perimeter, Territory
from mec.territories.queries import territories_by_code, territory_for_code

_DEFAULTS: dict[str, Any] = {
    "known": True,
    "unit": TerritoryKind.COMMUNE.value,
    "population_min": None,
    "population_max": None,
    "overseas": None,
    "source_name": "",
    "source_url": "",
    "source_date": None,
}


class NoSuchPerimeterError(Exception):
    """No perimeter has this code, and nothing says how it is called."""


@dataclass
class PerimeterReport:
    """How many shipped perimeters the database gained, or had brought in line."""

    added: int = 0
    updated: int = 0


@dataclass
class MembersReport:
    """What became of a list of codes."""

    held: int = 0
    """Territories that the perimeter now has."""
    followed: dict[str, str] = field(default_factory=dict)
    """Code that has ended → code of the commune that replaced it."""
    unknown: list[str] = field(default_factory=list)


@cache
def shipped_perimeters() -> tuple[dict[str, Any], ...]:
    content = files("mec.territories").joinpath("data/perimeters.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(content)["perimeters"])


@transaction.atomic
def load_perimeters() -> PerimeterReport:
    """Bring the shipped perimeters in line with their file; one that an operator filled is left as it is."""
    report = PerimeterReport()
    known = {row.code: row for row in locked(Perimeter.objects.all())}
    for entry in shipped_perimeters():
        row = known.get(entry["code"])
        if row is not None and row.known and not entry.get("known", True):
            continue
        _bring_in_line(row, entry, report)
    return report


def _bring_in_line(row: Perimeter | None, entry: dict[str, Any], report: PerimeterReport) -> None:
    values = {**_DEFAULTS, **{name: value for name, value in entry.items() if name not in ("code", "members")}}
    if row is not None and all(getattr(row, name) == value for name, value in values.items()):
        return
    report.added += row is None
    report.updated += row is not None
    saved, _ = Perimeter.objects.update_or_create(code=entry["code"], defaults=values)
    keys = {(kind, code) for kind, _, code in (member.partition(":") for member in entry.get("members", ()))}
    saved.members.set(territories_by_code(keys).values())


@transaction.atomic
def fill_perimeter(
    *,
    code: str,
    codes: Iterable[str],
    source_name: str,
    source_date: date,
    name: str = "",
    nature: PerimeterNature = PerimeterNature.SET,
) -> MembersReport:
    """Give a perimeter exactly these territories; codes that ended lead to what replaced them.

    `codes`: INSEE codes or SIREN as people write them. The perimeter is created when `name` says how it is called.
    Without any code that is known nothing is written. Raises NoSuchPerimeterError.
    """
    row = locked(Perimeter.objects.filter(code=code)).first()
    if row is None and not name:
        raise NoSuchPerimeterError(code)
    report, found = MembersReport(), {}
    for written in dict.fromkeys(codes):
        territory = territory_for_code(written)
        if territory is None:
            report.unknown.append(written)
            continue
        found[territory.pk] = territory
        if written.strip().upper() not in (territory.code, territory.siren):
            report.followed[written] = territory.code
    report.held = len(found)
    if found:
        _fill(row or Perimeter(code=code, nature=nature), found, name, source_name, source_date)
    return report


def _fill(row: Perimeter, found: dict[int, Territory], name: str, source_name: str, source_date: date) -> None:
    row.name = name or row.name
    row.known = True
    row.source_name, row.source_date = source_name, source_date
    row.save()
    row.members.set(found.values())
