from django.db import transaction

from mec.core.db import locked
from mec.organizations.enums import OrganizationKind
from mec.organizations.models import Organization
from mec.organizations.reference import CollectiviteLine, state_reference
from mec.territories.enums import COLLECTIVITE_CODES, TerritoryKind
from mec.territories.models import Territory

_KINDS = {
    TerritoryKind.COMMUNE: OrganizationKind.COMMUNE,
    TerritoryKind.EPCI: OrganizationKind.EPCI,
    TerritoryKind.EPT: OrganizationKind.ETABLISSEMENT_LOCAL,
    TerritoryKind.DEPARTEMENT: OrganizationKind.DEPARTEMENT,
    TerritoryKind.REGION: OrganizationKind.REGION,
}


class NotACollectiviteError(Exception):
    """No local authority stands for the territory: an arrondissement, the country, the lands without inhabitants."""


def known_collectivite(territory: Territory) -> Organization | None:
    """Return what `ensure_collectivite` would, or nothing where it is not made yet. Raises NotACollectiviteError."""
    place, kind, _ = _governing(territory)
    return Organization.objects.filter(kind=kind, territory=place).first()


@transaction.atomic
def ensure_collectivite(territory: Territory) -> Organization:
    """Return the organisation of a commune, an EPCI, a département or a région, made when it is asked for first.

    Territories of particular status lead to the authority that governs them: the départements of Corse to the
    Collectivité de Corse, Saint-Martin to its own. Raises NotACollectiviteError.
    """
    return _ensure(*_governing(territory))


def _governing(territory: Territory) -> tuple[Territory, str, str]:
    special = _special(territory)
    if special is not None:
        return _first_territory(special), special.kind, special.name
    uninhabited = territory.kind == TerritoryKind.COMMUNE and territory.population is None
    if territory.kind not in _KINDS or territory.code in COLLECTIVITE_CODES or uninhabited:
        raise NotACollectiviteError(str(territory))
    return territory, _KINDS[TerritoryKind(territory.kind)], _name(territory)


def _special(territory: Territory) -> CollectiviteLine | None:
    key = (territory.kind, territory.code)
    return next((line for line in state_reference().collectivites if key in line.territories), None)


def _first_territory(line: CollectiviteLine) -> Territory:
    kind, code = line.territories[0]
    return Territory.objects.get(kind=kind, code=code)


def _ensure(territory: Territory, kind: str, name: str) -> Organization:
    """The territory's line is locked, so that two people who ask at once get one organisation."""
    locked(Territory.objects.filter(pk=territory.pk)).get()
    organization, _ = Organization.objects.get_or_create(
        kind=kind,
        territory=territory,
        defaults={"name": name, "short_name": territory.name[:80], "siren": territory.siren},
    )
    return organization


def _name(territory: Territory) -> str:
    if territory.kind == TerritoryKind.COMMUNE:
        return f"Commune {territory.of_name}"
    if territory.kind == TerritoryKind.DEPARTEMENT:
        return f"Département {territory.of_name}"
    if territory.kind == TerritoryKind.REGION:
        return f"Région {territory.name}"
    return territory.full_name
