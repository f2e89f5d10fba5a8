"""The place that a list is narrowed to, typed as people type it."""

import re
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from mec.core.db import read_id
from mec.organizations.queries import state_departements_of
from mec.territories.enums import TerritoryKind
from mec.territories.models import Territory
from mec.territories.queries import chains_of, departements_of, search_territories, territories_with_ids

KINDS = (
    TerritoryKind.COMMUNE,
    TerritoryKind.EPCI,
    TerritoryKind.EPT,
    TerritoryKind.ARRONDISSEMENT,
    TerritoryKind.DEPARTEMENT,
    TerritoryKind.REGION,
)
MOST_READ = 20
MOST_OTHERS = 4
LONGEST = 100
_ARRONDISSEMENT = re.compile(r"arrondissement (de |d[’'])?", re.IGNORECASE)


@dataclass(frozen=True)
class Place:
    territory_id: int
    label: str
    values: dict[str, str]
    """What the address says to come back to it."""
    others: tuple[tuple[int, str], ...] = ()
    """Ids and labels of the other territories that the words could mean."""


def place_from(data: QueryDict, user: Any) -> tuple[Place | None, str]:
    """Return the territory chosen or typed, within the agent's perimeter, or the words that none answers to."""
    chosen, typed = data.get("territoire", ""), data.get("lieu", "").strip()[:LONGEST]
    if chosen_id := read_id(chosen):
        territory = territories_with_ids([chosen_id], KINDS).first()
        if territory and set(departements_of([territory]).values_list("pk", flat=True)) & state_departements_of(user):
            return Place(territory.pk, _label(territory.full_name, territory.kind), {"territoire": chosen}), ""
    if not typed:
        return None, ""
    found = _within(typed, state_departements_of(user))
    if not found:
        return None, typed
    first, *others = found
    return Place(first[0], first[1], {"lieu": typed}, tuple(others[:MOST_OTHERS])), ""


def place_within(typed: str, departements: frozenset[int]) -> Territory | None:
    """Return the territory that the words mean best, among those that lie in the départements."""
    found = _within(typed[:LONGEST], departements)
    return territories_with_ids([found[0][0]]).get() if found else None


def place_label(territory: Territory) -> str:
    """Name a territory so that the same words find it again: "Privas (07186)", "Arrondissement de Privas"."""
    if territory.kind == TerritoryKind.COMMUNE:
        return f"{territory} ({territory.code})"
    return _label(territory.full_name, territory.kind)


def _within(typed: str, departements: frozenset[int]) -> list[tuple[int, str]]:
    asked = _ARRONDISSEMENT.match(typed)
    kinds = (TerritoryKind.ARRONDISSEMENT,) if asked else KINDS
    matches = search_territories(typed[asked.end() :] if asked else typed, kinds=kinds, limit=MOST_READ)
    around: dict[int, set[int]] = {}
    for inner, outer, _ in chains_of(Territory(pk=match.id) for match in matches):
        around.setdefault(inner, set()).add(outer)
    return [
        (match.id, _label(match.label, match.kind))
        for match in matches
        if match.kind == TerritoryKind.REGION or around.get(match.id, set()) & departements
    ]


def _label(name: str, kind: str) -> str:
    """Tell an arrondissement from the commune whose name it bears."""
    return f"Arrondissement de {name}" if kind == TerritoryKind.ARRONDISSEMENT else name
