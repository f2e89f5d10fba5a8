"""Who could join a group of territories: the communes and intercommunalités around, by what each would bring."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from mec.territories.enums import TerritoryKind
from mec.territories.models import Containment, Territory
from mec.territories.queries import departements_of, territories_with_ids


@dataclass(frozen=True)
class Neighbour:
    territory: Territory
    gain: int
    """Inhabitants of its communes that are not in the group yet."""
    is_enough: bool


def neighbours_of(group: Collection[Territory], *, missing: int, most: int) -> list[Neighbour]:
    """Return at most `most` communes and EPCIs of the group's départements that would bring inhabitants.

    First the smallest that would be enough, alone, for the `missing` inhabitants; then those that bring most. In
    three queries, whatever the size of the group.
    """
    gains = _gains(group)
    best = sorted(gains, key=lambda pk: (gains[pk] < missing, gains[pk] if gains[pk] >= missing else -gains[pk], pk))
    found = {territory.pk: territory for territory in territories_with_ids(best[:most])}
    return [Neighbour(found[pk], gains[pk], gains[pk] >= missing) for pk in best[:most]]


def _gains(group: Collection[Territory]) -> dict[int, int]:
    """Return how many inhabitants each commune and EPCI would bring, by id, those that bring nobody left out.

    An EPCI across two départements brings its communes of both.
    """
    departements = [departement.pk for departement in departements_of(group)]
    inside = Containment.objects.filter(outer__in=[territory.pk for territory in group], partial=False)
    around = Containment.objects.filter(
        outer__in=departements, inner__kind__in=(TerritoryKind.COMMUNE, TerritoryKind.EPCI)
    )
    lines = Containment.objects.filter(
        outer__in=around.values("inner"),
        partial=False,
        inner__kind=TerritoryKind.COMMUNE,
        inner__valid_until__isnull=True,
        outer__valid_until__isnull=True,
    ).exclude(inner__in=inside.values("inner"))
    gains: dict[int, int] = defaultdict(int)
    for outer, population in lines.values_list("outer", "inner__population"):
        gains[outer] += population or 0
    return {outer: gain for outer, gain in gains.items() if gain}
