"""Where an aid is open: the name of a perimeter of Aides-territoires, in our territories and our rules.

A name that leads nowhere becomes a perimeter that nobody has filled: the aid is then "à vérifier", never open
everywhere, never open nowhere.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.text import slugify

from mec.core.text import fold
from mec.territories.enums import PerimeterNature, TerritoryKind
from mec.territories.models import Territory
from mec.territories.services import shipped_perimeters

_SCALES = {
    "commune": TerritoryKind.COMMUNE,
    "epci": TerritoryKind.EPCI,
    "departement": TerritoryKind.DEPARTEMENT,
    "region": TerritoryKind.REGION,
    "ept": TerritoryKind.EPT,
}
_ANY_SCALE = {"ad-hoc", "adhoc"}
_BASIN = "bassin hydrographique"
_LONGEST_CODE = 80
_NUMBER = re.compile(r"[0-9]{1,19}")
_EVERYWHERE = {"france", "europe"}
_NAMED_RULES = {
    "france metropolitaine": "metropole",
    "metropole": "metropole",
    "outre mer": "outre-mer",
    "france d outre mer": "outre-mer",
    "collectivites d outre mer": "outre-mer",
    "communes littorales": "littoral",
    "petites villes de demain": "petites-villes-de-demain",
    "action coeur de ville": "action-coeur-de-ville",
    "communes des quartiers prioritaires de la politique de la ville": "quartiers-prioritaires",
}
_SCALED = re.compile(r"(?P<name>.+?)\s*\((?P<scale>[^()]+)\)$")
_BOUND = re.compile(r"(?P<unit>communes|epci) de moins de (?P<count>[\d .\u00a0\u202f]+) habitants")
_SEPARATORS = re.compile(r"\s*(?:,|;|\set\s|\s-\s)\s*")
_UNITS = {"communes": TerritoryKind.COMMUNE, "epci": TerritoryKind.EPCI}
_UNIT_NAMES = {"communes": "communes", "epci": "intercommunalités"}


@dataclass(frozen=True)
class Where:
    national: bool = False
    territories: tuple[str, ...] = ()
    """Kind and code: "region:84"."""
    perimeter: str = ""
    """Code of a perimeter."""
    definition: dict[str, Any] | None = None
    """What the perimeter is, for one that no table may hold yet."""
    placed: bool = True
    """False when the name led to no territory and to no rule."""


class Places:
    """The territories by the names under which Aides-territoires knows them."""

    def __init__(self, territories: Iterable[Territory]) -> None:
        self._keys: dict[tuple[str, str], set[str]] = {}
        for territory in territories:
            for name in {territory.name, territory.full_name}:
                self._keys.setdefault((territory.kind, _bare(name)), set()).add(territory.key)

    def find(self, name: str, scale: str = "", number: str = "") -> Where:
        """Return where the perimeter is; `scale` may also stand between parentheses at the end of the name.

        `number`: of the perimeter over there, « 70973 » or « 70973-lyon »; it tells homonyms apart.
        """
        scaled = _SCALED.fullmatch(name)
        if not scale and scaled and fold(scaled["scale"]).split(" ")[0] in _SCALES:
            name, scale = scaled["name"], scaled["scale"]
        folded = _bare(name)
        if folded in _EVERYWHERE:
            return Where(national=True)
        kind = _SCALES.get(fold(scale).split(" ")[0]) if scale else None
        keys = self._one(kind, folded) if kind else self._several(name)
        if keys:
            return Where(territories=keys)
        return _rule(folded) or _former_region(folded) or _basin(folded, scale) or _unknown(name, scale, number)

    def _one(self, kind: str, folded: str) -> tuple[str, ...]:
        found = self._keys.get((kind, folded), set())
        return tuple(found) if len(found) == 1 else ()

    def _several(self, name: str) -> tuple[str, ...]:
        """Read a list of départements or of régions: « Alpes-Maritimes, Bouches-du-Rhône et Var »."""
        parts = [_bare(part) for part in _SEPARATORS.split(name) if part.strip()]
        for kind in (TerritoryKind.REGION, TerritoryKind.DEPARTEMENT):
            keys = [self._one(kind, part) for part in parts]
            if keys and all(keys):
                return tuple(sorted({key for found in keys for key in found}))
        return ()


def _rule(folded: str) -> Where | None:
    if folded in _NAMED_RULES:
        return Where(perimeter=_NAMED_RULES[folded])
    bound = _BOUND.fullmatch(folded)
    count = int(re.sub(r"\D", "", bound["count"]) or 0) if bound else 0
    if bound is None or not count:
        return None
    unit = bound["unit"]
    definition = {
        "name": f"{_UNIT_NAMES[unit]} de moins de {_spaced(count)}\u00a0habitants",
        "nature": PerimeterNature.RULE,
        "unit": _UNITS[unit],
        "population_max": count - 1,
    }
    return Where(perimeter=f"{unit}-moins-{count}", definition=definition)


def _former_region(folded: str) -> Where | None:
    code = f"ancienne-region-{slugify(folded)}"
    known = any(entry["code"] == code for entry in shipped_perimeters())
    return Where(perimeter=code) if known else None


def _basin(folded: str, scale: str) -> Where | None:
    """Return the river basin of a water agency: "Rhin-Meuse (Bassin hydrographique)", or with the scale beside."""
    name = folded if _bare(scale) == _BASIN else folded.removesuffix(f" {_BASIN}")
    code = f"bassin-{slugify(name)}"
    known = any(entry["code"] == code for entry in shipped_perimeters())
    return Where(perimeter=code) if known and _BASIN in f"{folded} {_bare(scale)}" else None


def _unknown(name: str, scale: str, number: str) -> Where:
    said = name if not scale or fold(scale) in _ANY_SCALE else f"{name} ({scale})"
    found = _NUMBER.match(number)
    suffix = f"-{found[0]}" if found else ""
    definition: Mapping[str, Any] = {"name": said[:200], "nature": PerimeterNature.SET, "known": False}
    code = f"at-{slugify(said)}"[: _LONGEST_CODE - len(suffix)].rstrip("-") + suffix
    return Where(perimeter=code, definition=dict(definition), placed=False)


def _bare(name: str) -> str:
    return " ".join(re.sub(r"[^\w]+", " ", fold(name)).split())


def _spaced(count: int) -> str:
    return f"{count:,}".replace(",", "\u00a0")
