"""Give every département its State pair, without undoing what somebody corrected."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from mec.organizations.enums import OrganizationKind
from mec.organizations.models import Organization, StatePair
from mec.organizations.reference import ServiceLine, state_reference
from mec.territories.enums import TerritoryKind
from mec.territories.models import Territory


@dataclass
class StateReport:
    """Counts of organisations and pairs."""

    created: int = 0
    updated: int = 0
    kept: int = 0
    """Left as somebody corrected them, though the reference data says otherwise."""

    @property
    def changed(self) -> bool:
        return bool(self.created or self.updated)


@dataclass(frozen=True)
class _Wanted:
    """An organisation as the reference data tells it."""

    kind: str
    service_kind: str
    name: str
    short_name: str
    siren: str
    territory: Territory
    perimeter: tuple[Territory, ...]

    @property
    def mark(self) -> str:
        return _mark(self.name, self.short_name, self.service_kind, self.siren)


def _mark(*values: str) -> str:
    return hashlib.sha256("\n".join(values).encode()).hexdigest()


@transaction.atomic
def load_state_reference() -> StateReport:
    """Create what is missing, update what nobody touched since the last load, keep the rest.

    Territories must be loaded; those that are absent (a test's small country) are passed over.
    """
    reference = state_reference()
    report = StateReport()
    departements = _by_code(TerritoryKind.DEPARTEMENT)
    regions = _by_code(TerritoryKind.REGION)
    prefectures = _sync(OrganizationKind.PREFECTURE, reference.prefectures, departements, report)
    services = _sync(OrganizationKind.SERVICE_DEPARTEMENTAL, reference.services, departements, report)
    _sync(OrganizationKind.SERVICE_REGIONAL, reference.regional, regions, report)
    _sync_national(reference.national, report)
    _sync_pairs(departements.values(), prefectures, services, report)
    return report


def _by_code(kind: TerritoryKind) -> dict[str, Territory]:
    return {row.code: row for row in Territory.objects.filter(kind=kind, valid_until__isnull=True)}


def _sync(
    kind: OrganizationKind, lines: Iterable[ServiceLine], territories: dict[str, Territory], report: StateReport
) -> dict[str, Organization]:
    """Return the organisation of each code."""
    known = {row.territory_id: row for row in Organization.objects.filter(kind=kind).order_by("-pk")}
    found = {}
    for line in lines:
        covered = tuple(territories[code] for code in line.codes if code in territories)
        if not covered:
            continue
        name = line.name if line.is_whole else f"{line.name} {covered[0].of_name}"
        wanted = _Wanted(kind.value, line.kind, name, line.short_name, "", covered[0], covered)
        organization = _sync_one(known.get(covered[0].pk), wanted, report)
        found.update(dict.fromkeys((territory.code for territory in covered), organization))
    return found


def _sync_national(line: dict[str, str], report: StateReport) -> None:
    country = Territory.objects.filter(kind=TerritoryKind.PAYS).first()
    if country is None:
        return
    kind = OrganizationKind.ANCT
    wanted = _Wanted(kind.value, line["kind"], line["name"], line["short_name"], line["siren"], country, (country,))
    _sync_one(Organization.objects.filter(kind=kind).order_by("pk").first(), wanted, report)


def _sync_one(known: Organization | None, wanted: _Wanted, report: StateReport) -> Organization:
    if known is None:
        report.created += 1
        return _create(wanted)
    now = _mark(known.name, known.short_name, known.service_kind, known.siren)
    if now == wanted.mark:
        return known
    if known.reference_mark != now:
        report.kept += 1
        return known
    known.name, known.short_name, known.siren = wanted.name, wanted.short_name, wanted.siren
    known.service_kind, known.reference_mark = wanted.service_kind, wanted.mark
    known.save(update_fields=["name", "short_name", "siren", "service_kind", "reference_mark"])
    report.updated += 1
    return known


def _create(wanted: _Wanted) -> Organization:
    organization = Organization.objects.create(
        kind=wanted.kind,
        service_kind=wanted.service_kind,
        name=wanted.name,
        short_name=wanted.short_name,
        siren=wanted.siren,
        territory=wanted.territory,
        reference_mark=wanted.mark,
    )
    organization.perimeter.set(wanted.perimeter)
    return organization


def _sync_pairs(
    departements: Iterable[Territory],
    prefectures: dict[str, Organization],
    services: dict[str, Organization],
    report: StateReport,
) -> None:
    known = {pair.departement_id: pair for pair in StatePair.objects.all()}
    for departement in departements:
        prefecture, service = prefectures.get(departement.code), services.get(departement.code)
        if prefecture is None and service is None:
            continue
        pair = known.get(departement.pk) or StatePair(departement=departement, reference_mark=_pair_mark(None, None))
        _sync_pair(pair, prefecture, service, report)


def _sync_pair(
    pair: StatePair, prefecture: Organization | None, service: Organization | None, report: StateReport
) -> None:
    wanted = _pair_mark(prefecture.pk if prefecture else None, service.pk if service else None)
    now = _pair_mark(pair.prefecture_id, pair.service_id)
    if now == wanted:
        return
    if pair.reference_mark != now:
        report.kept += 1
        return
    report.updated += pair.pk is not None
    report.created += pair.pk is None
    pair.prefecture, pair.service, pair.reference_mark = prefecture, service, wanted
    pair.save()


def _pair_mark(prefecture: int | None, service: int | None) -> str:
    return f"{prefecture or '-'}:{service or '-'}"
