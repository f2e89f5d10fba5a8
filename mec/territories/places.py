"""A place as the criteria and the searches read it: all that contains it, and all that covers it."""

from collections.abc import Iterable
from dataclasses import dataclass

from mec.territories.models import Territory
from mec.territories.perimeters import coverings_of
from mec.territories.queries import chains_of


@dataclass(frozen=True)
class Place:
    """A territory of the project and all that contains it, as database ids."""

    pk: int
    name: str
    within: frozenset[int]
    """Ids of the territories that contain it wholly, its own included."""
    partly_within: frozenset[int] = frozenset()
    covered: frozenset[int] = frozenset()
    """Ids of the perimeters that cover it wholly."""
    partly_covered: frozenset[int] = frozenset()


def places_of(found: Iterable[Territory]) -> tuple[Place, ...]:
    """Return the territories with all that contains or covers them, in two queries."""
    territories = list(found)
    wholly: dict[int, set[int]] = {territory.pk: set() for territory in territories}
    partly: dict[int, set[int]] = {territory.pk: set() for territory in territories}
    for inner, outer, partial in chains_of(territories):
        (partly if partial else wholly)[inner].add(outer)
    coverings = coverings_of(wholly)
    return tuple(
        Place(
            territory.pk,
            territory.name,
            within=frozenset(wholly[territory.pk]),
            partly_within=frozenset(partly[territory.pk]),
            covered=coverings[territory.pk].wholly,
            partly_covered=coverings[territory.pk].partly,
        )
        for territory in territories
    )
