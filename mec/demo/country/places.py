"""The real country on which the fictitious projects stand, read once."""

from collections import defaultdict
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

from mec.territories.enums import COLLECTIVITE_CODES, TerritoryKind
from mec.territories.models import Containment, Territory
from mec.territories.names import of_territory, spelled_out

_KINDS = (TerritoryKind.COMMUNE, TerritoryKind.EPCI, TerritoryKind.DEPARTEMENT, TerritoryKind.REGION)
_COAST = "06 11 13 14 17 22 29 2A 2B 30 33 34 35 40 44 50 56 59 62 64 66 76 80 83 85 971 972 973 974 976"
_MOUNTAIN = "01 04 05 06 07 09 11 12 15 19 2A 2B 25 26 31 38 39 42 43 48 63 64 65 66 68 73 74 88"


class Place(NamedTuple):
    pk: int
    kind: str
    code: str
    name: str
    of_name: str
    """"de Privas", "du Havre"."""
    departements: tuple[int, ...]
    """Where it lies, were it in part, or that it contains."""
    epci: int
    """Of a commune; 0 for the others and where there is none."""


@dataclass
class Places:
    by_id: dict[int, Place]
    communes: list[int]
    """Inhabited ones, in the order of their codes."""
    epcis: list[int]
    departements: list[int]
    regions: list[int]
    communes_of: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    """EPCI or département → communes."""

    def on_coast(self, place: Place) -> bool:
        return any(self.by_id[pk].code in _COAST.split() for pk in place.departements)

    def in_mountain(self, place: Place) -> bool:
        return any(self.by_id[pk].code in _MOUNTAIN.split() for pk in place.departements)

    def neighbours(self, place: Place, count: int, random: Random) -> list[int]:
        """Return at most `count` other communes of the same intercommunalité, else of the same département."""
        around = self.communes_of[place.epci] or self.communes_of[place.departements[0]]
        others = [pk for pk in around if pk != place.pk]
        return random.sample(others, min(count, len(others)))


def read_places() -> Places:
    """Read today's territories and what contains them: three queries, some ten megabytes for the whole country."""
    current = Territory.objects.filter(kind__in=_KINDS, valid_until=None).exclude(code__in=COLLECTIVITE_CODES)
    rows = list(current.order_by("kind", "code").values_list("pk", "kind", "code", "name", "liaison", "population"))
    kinds = {pk: kind for pk, kind, *_ in rows}
    departements, epci = _containers(kinds)
    by_id = {
        pk: Place(
            pk,
            kind,
            code,
            spelled_out(name, kind),
            of_territory(name, liaison, kind),
            tuple(sorted(departements[pk])),
            epci.get(pk, 0),
        )
        for pk, kind, code, name, liaison, _ in rows
        if departements[pk]
    }
    inhabited = {pk for pk, *_, population in rows if population}
    places = Places(
        by_id,
        communes=[pk for pk in by_id if kinds[pk] == TerritoryKind.COMMUNE and pk in inhabited],
        epcis=[pk for pk in by_id if kinds[pk] == TerritoryKind.EPCI],
        departements=[pk for pk in by_id if kinds[pk] == TerritoryKind.DEPARTEMENT],
        regions=[pk for pk in by_id if kinds[pk] == TerritoryKind.REGION],
    )
    for pk in places.communes:
        for container in (by_id[pk].epci, *by_id[pk].departements):
            places.communes_of[container].append(pk)
    return places


def _containers(kinds: dict[int, str]) -> tuple[dict[int, set[int]], dict[int, int]]:
    """Return each place's départements (of a région, those that it contains) and each commune's EPCI."""
    departements: dict[int, set[int]] = defaultdict(set)
    epci: dict[int, int] = {}
    lines = Containment.objects.filter(outer__kind__in=_KINDS, inner__kind__in=_KINDS).order_by("pk")
    for inner, outer in lines.values_list("inner_id", "outer_id").iterator(10_000):
        if inner not in kinds or outer not in kinds:
            continue
        if kinds[outer] == TerritoryKind.DEPARTEMENT:
            departements[inner].add(outer)
        elif kinds[outer] == TerritoryKind.REGION and kinds[inner] == TerritoryKind.DEPARTEMENT:
            departements[outer].add(inner)
        elif kinds[outer] == TerritoryKind.EPCI and kinds[inner] == TerritoryKind.COMMUNE:
            epci[inner] = outer
    return departements, epci
