"""The State's services and the collectivités of particular status, as data/state.toml tells them."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

DATA_FILE = Path(__file__).parent / "data" / "state.toml"


@dataclass(frozen=True)
class ServiceLine:
    """A State service; `codes` are those of the départements or régions it covers, the first names it."""

    kind: str
    short_name: str
    name: str
    """Whole, or to be followed by the territory's: see `is_whole`."""
    is_whole: bool
    codes: tuple[str, ...]


@dataclass(frozen=True)
class CollectiviteLine:
    kind: str
    name: str
    territories: tuple[tuple[str, str], ...]
    """Kinds and codes; the first is the collectivité's own, the others lead to it."""


@dataclass(frozen=True)
class StateReference:
    services: tuple[ServiceLine, ...]
    """One per département."""
    prefectures: tuple[ServiceLine, ...]
    regional: tuple[ServiceLine, ...]
    national: dict[str, str]
    """kind, short_name, name, siren of the ANCT."""
    collectivites: tuple[CollectiviteLine, ...]


@cache
def state_reference() -> StateReference:
    data = tomllib.loads(DATA_FILE.read_text(encoding="utf-8"))
    return StateReference(
        services=_lines(data["service"], "departements"),
        prefectures=_lines(data["prefecture"], "departements"),
        regional=_lines(data["regional"], "regions"),
        national=data["national"],
        collectivites=tuple(
            CollectiviteLine(entry["kind"], entry["name"], tuple((kind, code) for kind, code in entry["territories"]))
            for entry in data["collectivite"]
        ),
    )


def _lines(entries: list[dict[str, Any]], codes: str) -> tuple[ServiceLine, ...]:
    """A named service is one line for all its territories; a generic one is a line per territory."""
    lines = []
    for entry in entries:
        if "full_name" in entry:
            name = entry["full_name"]
            lines.append(ServiceLine(entry["kind"], entry["short_name"], name, True, tuple(entry[codes])))
        else:
            lines += [
                ServiceLine(entry["kind"], entry["short_name"], entry["name"], False, (code,)) for code in entry[codes]
            ]
    return tuple(lines)
