"""Which named sets, rules and zonings cover a place, commune by commune, on today's referential.

A place larger than a commune is covered wholly when each of its communes is, in part when some are: what covers one
coastal commune does not cover its département.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
from django.db.models import Count, Max, Subquery

from mec.territories.enums import OVERSEAS_CODES, Coverage, PerimeterNature, TerritoryKind
from mec.territories.models import Containment, Perimeter, ReferenceLoad, Territory

_Mask = npt.NDArray[np.bool_]
_Rows = npt.NDArray[np.intp]
_NO_ROW: _Rows = np.zeros(0, dtype=np.intp)


@dataclass(frozen=True)
class Rule:
    """What a perimeter asks of a commune."""

    pk: int
    members: frozenset[int] = frozenset()
    """Ids of territories of any kind; none: everywhere. Of a perimeter that is not known: it lies within them."""
    everywhere: bool = True
    """False for a set: without any member it holds nobody."""
    known: bool = True
    unit: str = TerritoryKind.COMMUNE
    population_min: int | None = None
    population_max: int | None = None
    overseas: bool | None = None


@dataclass(frozen=True)
class Covering:
    """Ids of the perimeters that cover a place, and of those that cover a part of it."""

    wholly: frozenset[int] = frozenset()
    partly: frozenset[int] = frozenset()
    outside: frozenset[int] = frozenset()
    """Ids of the perimeters that are not known, but surely hold nothing of the place."""

    def of(self, perimeter: int) -> Coverage:
        if perimeter in self.wholly:
            return Coverage.WHOLE
        return Coverage.PART if perimeter in self.partly else Coverage.NONE


class Ground:
    """Today's communes as arrays: who contains each, and how many people live there.

    `containers`: commune → ids of what contains it, itself included; `populations`, `kinds`: of every territory, by id.
    """

    def __init__(
        self,
        containers: Mapping[int, Collection[int]],
        kinds: Mapping[int, str],
        populations: Mapping[int, int | None],
        overseas: Collection[int],
    ) -> None:
        self._communes = sorted(containers)
        self._kinds, self._populations = kinds, populations
        self._containers = [containers[pk] for pk in self._communes]
        away = set(overseas)
        self._overseas = np.fromiter((not away.isdisjoint(held) for held in self._containers), dtype=np.bool_)
        inside: dict[int, list[int]] = {}
        for row, held in enumerate(self._containers):
            for outer in held:
                inside.setdefault(outer, []).append(row)
        self._inside = {outer: np.array(rows, dtype=np.intp) for outer, rows in inside.items()}
        self._counted: dict[str, npt.NDArray[np.float64]] = {}

    def rows_of(self, place: int) -> _Rows:
        """Return the rows of the communes of a territory; none for a territory that has ended."""
        return self._inside.get(place, _NO_ROW)

    def mask(self, rule: Rule) -> _Mask:
        """Say of each commune whether it is in the perimeter."""
        if rule.members or not rule.everywhere:
            found = np.zeros(len(self._communes), dtype=np.bool_)
            for member in rule.members:
                found[self.rows_of(member)] = True
        else:
            found = np.ones(len(self._communes), dtype=np.bool_)
        if rule.overseas is not None:
            found &= self._overseas == rule.overseas
        if rule.population_min is not None or rule.population_max is not None:
            counted = self._population_of(rule.unit)
            low = -np.inf if rule.population_min is None else rule.population_min
            high = np.inf if rule.population_max is None else rule.population_max
            # A population that is not known (nan) is within no bounds.
            found &= (counted >= low) & (counted <= high)
        return found

    def _population_of(self, unit: str) -> npt.NDArray[np.float64]:
        if unit not in self._counted:
            self._counted[unit] = np.array([self._people(held, unit) for held in self._containers], dtype=np.float64)
        return self._counted[unit]

    def _people(self, held: Collection[int], unit: str) -> float:
        for outer in held:
            if self._kinds.get(outer) == unit:
                people = self._populations.get(outer)
                return np.nan if people is None else people
        return np.nan


@dataclass(frozen=True)
class Coverings:
    """Every perimeter before every commune, a bit each: what it holds, or where it may lie."""

    ground: Ground
    rules: Sequence[Rule]
    version: object = None
    _kept: dict[int, Covering] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def _drawn(self) -> list[Rule]:
        return [rule for rule in self.rules if rule.known or rule.members]

    @cached_property
    def _bits(self) -> npt.NDArray[np.uint8]:
        return np.packbits(np.array([self.ground.mask(rule) for rule in self._drawn]), axis=0)

    def of(self, place: int) -> Covering:
        """Return what covers the territory; nothing for one that has ended."""
        if place not in self._kept:
            self._kept[place] = self._cover(self.ground.rows_of(place))
        return self._kept[place]

    def _cover(self, rows: _Rows) -> Covering:
        if not self._drawn or not len(rows):
            return Covering()
        bits = self._bits[:, rows]
        wholly = self._named(np.bitwise_and.reduce(bits, axis=1))
        touched = self._named(np.bitwise_or.reduce(bits, axis=1))
        return Covering(wholly & self._known, (touched - wholly) & self._known, self._vague - touched)

    @cached_property
    def _known(self) -> frozenset[int]:
        return frozenset(rule.pk for rule in self._drawn if rule.known)

    @cached_property
    def _vague(self) -> frozenset[int]:
        return frozenset(rule.pk for rule in self._drawn) - self._known

    def _named(self, bits: npt.NDArray[np.uint8]) -> frozenset[int]:
        return frozenset(self._drawn[index].pk for index in np.flatnonzero(np.unpackbits(bits)[: len(self._drawn)]))


_current: list[Coverings] = []
"""At most one, replaced whole."""


def coverings_of(places: Iterable[int]) -> dict[int, Covering]:
    """Return what covers each territory: one query, and four more when the referential or a perimeter changed."""
    coverings = _coverings()
    return {place: coverings.of(place) for place in places}


def _coverings() -> Coverings:
    version = _version()
    known = next(iter(_current), None)
    if known is None or known.version != version:
        rules = _rules()
        known = Coverings(_ground() if rules else Ground({}, {}, {}, ()), rules, version)
        _current[:] = [known]
    return known


def _version() -> object:
    load = Subquery(ReferenceLoad.objects.order_by("-pk").values("pk")[:1])
    found = Perimeter.objects.aggregate(total=Count("pk"), latest=Max("updated_at"), load=Max(load))
    return tuple(found.values())


def _rules() -> list[Rule]:
    return [
        Rule(
            pk=row.pk,
            members=frozenset(member.pk for member in row.members.all()),
            everywhere=row.nature == PerimeterNature.RULE,
            known=row.known,
            unit=row.unit,
            population_min=row.population_min,
            population_max=row.population_max,
            overseas=row.overseas,
        )
        for row in Perimeter.objects.prefetch_related("members").order_by("pk")
    ]


def _ground() -> Ground:
    lines = Containment.objects.filter(
        partial=False, inner__kind=TerritoryKind.COMMUNE, inner__valid_until__isnull=True
    ).values_list("inner_id", "outer_id")
    containers: dict[int, list[int]] = {}
    for inner, outer in lines.iterator(chunk_size=20_000):
        containers.setdefault(inner, []).append(outer)
    kinds: dict[int, str] = {}
    populations: dict[int, int | None] = {}
    overseas = set()
    for pk, kind, code, population in Territory.objects.values_list("pk", "kind", "code", "population"):
        kinds[pk], populations[pk] = kind, population
        if kind == TerritoryKind.DEPARTEMENT and code in OVERSEAS_CODES:
            overseas.add(pk)
    return Ground(containers, kinds, populations, overseas)
