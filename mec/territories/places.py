"""A place as the criteria and the searches read it: all that contains it, and all that covers it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mec.territories.models import Territory
from mec.territories.perimeters import coverings_of
from mec.territories.queries import chains_of, whole_chains_of


@dataclass(frozen=True)
class Place:
    """A territory of the project and all that contains it, as database ids."""

    pk: int
    name: str
    within: frozenset[int]
    """Ids of the territories that contain it wholly, its own included."""
    partly_within: frozenset[int] = frozenset()
    parts: tuple[frozenset[int], ...] = ()
    """When it lies across territories: for each of the smallest of them, its id and those of all that contains it."""
    covered: frozenset[int] = frozenset()
    """Ids of the perimeters that cover it wholly."""
    partly_covered: frozenset[int] = frozenset()
    outside: frozenset[int] = frozenset()
    """Ids of the perimeters whose content is not known, but that surely hold nothing of it."""


def places_of(found: Iterable[Territory]) -> tuple[Place, ...]:
    """Return the territories with all that contains or covers them.

    Two queries, and a third when one of them lies across several others.
    """
    territories = list(found)
    wholly: dict[int, set[int]] = {territory.pk: set() for territory in territories}
    partly: dict[int, set[int]] = {territory.pk: set() for territory in territories}
    for inner, outer, partial in chains_of(territories):
        (partly if partial else wholly)[inner].add(outer)
    parts = _parts_of(partly)
    coverings = coverings_of(wholly)
    return tuple(
        Place(
            territory.pk,
            territory.name,
            within=frozenset(wholly[territory.pk]),
            partly_within=frozenset(partly[territory.pk]),
            parts=parts[territory.pk],
            covered=coverings[territory.pk].wholly,
            partly_covered=coverings[territory.pk].partly,
            outside=coverings[territory.pk].outside,
        )
        for territory in territories
    )


def _parts_of(partly: Mapping[int, set[int]]) -> dict[int, tuple[frozenset[int], ...]]:
    """Return, for each territory, what it lies across, each with all that contains it: départements before régions."""
    chains: dict[int, set[int]] = {outer: {outer} for outers in partly.values() for outer in outers}
    if chains:
        for inner, outer in whole_chains_of(chains):
            chains[inner].add(outer)
    return {
        pk: tuple(
            frozenset(chains[outer])
            for outer in sorted(outers)
            if not any(outer in chains[other] for other in outers if other != outer)
        )
        for pk, outers in partly.items()
    }
