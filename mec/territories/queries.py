"""Where a territory lies, what it contains, and how people find it."""

from collections.abc import Collection, Iterable, Mapping

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

from mec.core.db import OneOf
from mec.territories.enums import TerritoryKind
from mec.territories.models import CodeAlias, Containment, Perimeter, ReferenceLoad, Territory
from mec.territories.search import TerritoryMatch, search_territories

__all__ = [
    "TerritoryMatch",
    "chains_of",
    "communes_within",
    "container_of",
    "containers_of",
    "departements_of",
    "distinct_population",
    "distinct_populations",
    "names_by_key",
    "perimeters_by_code",
    "population_edition",
    "search_territories",
    "territories_by_code",
    "territories_of_kinds",
    "territories_with_ids",
    "territory_for_code",
    "whole_chains_of",
]

_CODE_ORDER = (
    TerritoryKind.COMMUNE,
    TerritoryKind.EPCI,
    TerritoryKind.EPT,
    TerritoryKind.DEPARTEMENT,
    TerritoryKind.REGION,
    TerritoryKind.ARRONDISSEMENT,
    TerritoryKind.PAYS,
)


def departements_of(territories: Iterable[Territory]) -> QuerySet[Territory]:
    """Return the départements in which the territories lie, were it in part, or that they contain; by code."""
    ids = [territory.pk for territory in territories]
    above = Containment.objects.filter(outer=OuterRef("pk"), inner__in=ids)
    below = Containment.objects.filter(inner=OuterRef("pk"), outer__in=ids)
    return (
        Territory.objects.filter(kind=TerritoryKind.DEPARTEMENT)
        .filter(Q(Exists(above)) | Q(Exists(below)))
        .order_by("code")
    )


def chains_of(territories: Iterable[Territory]) -> QuerySet[Containment, tuple[int, int, bool]]:
    """Return what contains each territory, as lines (territory id, container id, whether only in part)."""
    lines = Containment.objects.filter(inner__in=[territory.pk for territory in territories])
    return lines.values_list("inner_id", "outer_id", "partial")


def whole_chains_of(ids: Iterable[int]) -> QuerySet[Containment, tuple[int, int]]:
    """Return what holds each territory wholly, as lines (territory id, container id)."""
    return Containment.objects.filter(inner__in=list(ids), partial=False).values_list("inner_id", "outer_id")


def communes_within(territory: Territory) -> QuerySet[Territory]:
    """Return today's communes of the territory, itself if it is one; by code."""
    return Territory.objects.filter(
        kind=TerritoryKind.COMMUNE, valid_until__isnull=True, containments_out__outer=territory
    ).order_by("code")


def container_of(territory: Territory, kind: TerritoryKind) -> Territory | None:
    """Return the one territory of a kind that holds the territory wholly, itself if it is of that kind."""
    if territory.kind == kind:
        return territory
    around = Territory.objects.filter(
        kind=kind, valid_until__isnull=True, containments_in__inner=territory, containments_in__partial=False
    )
    return around.order_by("pk").first()


def containers_of(territories: Iterable[Territory]) -> dict[int, dict[str, Territory]]:
    """Return what holds each territory wholly today, itself included: its id → kind → territory; in one query."""
    lines = Containment.objects.filter(
        inner__in=[territory.pk for territory in territories], partial=False, outer__valid_until__isnull=True
    ).select_related("outer")
    found: dict[int, dict[str, Territory]] = {}
    for line in lines.order_by("-outer_id"):
        found.setdefault(line.inner_id, {})[line.outer.kind] = line.outer
    return found


def distinct_population(territories: Iterable[Territory]) -> int | None:
    """Return how many people live in the communes of the territories, each commune once; in one query.

    None when it is not known of one of them, or when there is no commune.
    """
    return distinct_populations({0: [territory.pk for territory in territories]})[0]


def distinct_populations(groups: Mapping[int, Collection[int]]) -> dict[int, int | None]:
    """Return likewise for many groups, as ids of territories, by the keys of the groups; in one query."""
    members = {pk for ids in groups.values() for pk in ids}
    lines = Containment.objects.filter(
        OneOf("outer_id", members), partial=False, inner__kind=TerritoryKind.COMMUNE, inner__valid_until=None
    )
    inside: dict[int, dict[int, int | None]] = {pk: {} for pk in members}
    for outer, commune, people in lines.values_list("outer_id", "inner_id", "inner__population"):
        inside[outer][commune] = people
    return {key: _people([inside[pk] for pk in ids]) for key, ids in groups.items()}


def _people(held: Iterable[Mapping[int, int | None]]) -> int | None:
    """Add up the populations of communes, given by id, each commune once."""
    populations = {commune: people for communes in held for commune, people in communes.items()}
    known = [people for people in populations.values() if people is not None]
    return sum(known) if known and len(known) == len(populations) else None


def population_edition() -> str:
    """Return the year of the referential that the populations come from: "2026"; empty when none was loaded."""
    edition = ReferenceLoad.objects.order_by("-pk").values_list("edition", flat=True).first() or ""
    return edition.partition(" ")[0]


def territories_with_ids(ids: Iterable[int], kinds: Iterable[str] | None = None) -> QuerySet[Territory]:
    """Return the territories of these ids that exist and are of these kinds; by name."""
    rows = Territory.objects.filter(pk__in=list(ids))
    return (rows if kinds is None else rows.filter(kind__in=list(kinds))).order_by("name", "code")


def territories_by_code(keys: Collection[tuple[str, str]]) -> dict[tuple[str, str], Territory]:
    """Return the territories of today that exist among these (kind, code), by key."""
    if not keys:
        return {}
    rows = Territory.objects.filter(valid_until__isnull=True, code__in={code for _, code in keys})
    return {(row.kind, row.code): row for row in rows if (row.kind, row.code) in keys}


def perimeters_by_code(codes: Collection[str]) -> dict[str, Perimeter]:
    """Return the perimeters that exist among these codes."""
    return {row.code: row for row in Perimeter.objects.filter(code__in=list(codes))} if codes else {}


def territories_of_kinds(kinds: Collection[str]) -> QuerySet[Territory]:
    """Return the territories of today of these kinds."""
    return Territory.objects.filter(kind__in=list(kinds), valid_until__isnull=True)


def names_by_key(keys: Iterable[str]) -> dict[str, str]:
    """Return the names of territories by their `Territory.key`: {"commune:07186": "Privas"}; the unknown left out."""
    wanted = set(keys)
    rows = Territory.objects.filter(code__in=[key.partition(":")[2] for key in wanted])
    return {row.key: row.name for row in rows if row.key in wanted}


def territory_for_code(code: str, kind: TerritoryKind | None = None) -> Territory | None:
    """Return the territory of an INSEE code or SIREN as people write them, or nothing.

    A code that ended, of a delegated commune or of an arrondissement of Paris, Lyon or Marseille, leads to the commune
    of today; the territory that ended is returned only when nothing replaced it. The same code may be a département's
    and a région's: the smaller wins unless `kind` says otherwise.
    """
    written = "".join(code[:40].split()).upper()
    if not written.isalnum():
        return None
    rows = Territory.objects.filter(Q(code=written) | Q(siren=written))
    if kind is not None:
        rows = rows.filter(kind=kind)
    found = list(rows.order_by(_order_of_kinds(), "-population", "pk"))
    current = [row for row in found if row.valid_until is None]
    if current:
        return current[0]
    if kind in (None, TerritoryKind.COMMUNE):
        alias = CodeAlias.objects.filter(code=written).select_related("territory").first()
        if alias is not None:
            return alias.territory
    return found[0] if found else None


def _order_of_kinds() -> Case:
    return Case(
        *(When(kind=kind, then=Value(rank)) for rank, kind in enumerate(_CODE_ORDER)), output_field=IntegerField()
    )
