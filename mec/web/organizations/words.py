"""Who answers for an organisation, in a sentence."""

from mec.core.ui.french import listed
from mec.organizations.enums import STATE_KINDS, OrganizationKind
from mec.organizations.joining import answering_services
from mec.organizations.models import Organization
from mec.organizations.queries import answering_names
from mec.territories.enums import TerritoryKind
from mec.territories.models import Territory
from mec.territories.queries import departements_of


def who_decides(organization: Organization, *, administered: bool) -> str:
    """Return who receives a request: "les personnes qui gèrent ses membres", "la DDT et la préfecture de l’Ardèche"."""
    if administered:
        return "les personnes qui gèrent ses membres"
    if organization.kind in STATE_KINDS:
        return "les personnes qui gèrent les membres des services de l’État voisins ou, à défaut, l’équipe du service"
    if organization.kind == OrganizationKind.REGION:
        return listed([service.name for service in answering_services(organization)]) or "l’équipe du service"
    places = [place for place in (organization.territory, *organization.perimeter.all()) if place is not None]
    return _who_answers(places)


def who_decides_for(territory: Territory) -> str:
    """As `who_decides`, for a collectivité that nobody has joined yet."""
    if territory.kind == TerritoryKind.REGION:
        return "le service de l’État de la région"
    return _who_answers([territory])


def _who_answers(places: list[Territory]) -> str:
    return answering_names(departements_of(places)) if places else "l’équipe du service"
