"""Overseas, Île-de-France, Corse, Lyon: every project arrives in the inbox of those who answer for it, once."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mec.accounts.models import User
from mec.organizations.enums import OrganizationKind
from mec.organizations.models import Membership, Organization
from mec.organizations.queries import answering_by_departement, scope_of
from mec.organizations.services import ensure_collectivite, load_state_reference
from mec.projects.models import Project
from mec.projects.queries import projects_visible_to, state_projects, waiting
from mec.territories.enums import TerritoryKind
from mec.territories.models import Territory
from mec.territories.services import apply_reference
from tests.factories.accounts import UserFactory
from tests.factories.projects import make_project
from tests.factories.territories import subset

COMMUNES = {
    "971": "97105",
    "972": "97209",
    "973": "97302",
    "974": "97411",
    "976": "97611",
    "75": "75056",
    "92": "92050",
    "93": "93008",
    "94": "94028",
    "95": "95127",
    "2A": "2A004",
    "2B": "2B033",
    "69": "69123",
}
"""Basse-Terre, Fort-de-France, Cayenne, Saint-Denis, Mamoudzou, Paris, Nanterre… Lyon: the seat of each département."""


@pytest.fixture
def country(db):
    apply_reference(subset([*COMMUNES.values(), "07186", "01041"]))
    load_state_reference()


def agent_of(organization):
    user = UserFactory()
    Membership.objects.create(user=user, organization=organization)
    return User.objects.get(pk=user.pk)


def send_from(code):
    town = Territory.objects.get(kind=TerritoryKind.COMMUNE, code=code)
    organization = ensure_collectivite(town)
    author = agent_of(organization)
    return make_project(organization, author=author, name=f"Projet de {town}")


@pytest.mark.parametrize("departement", COMMUNES)
def test_project_arrives_in_the_inboxes_of_its_pair_and_in_no_other(country, departement):
    project = send_from(COMMUNES[departement])
    elsewhere = send_from("07186")

    [(territory, services)] = answering_by_departement(project.departements.all())

    assert territory.code.startswith(departement)
    assert len(services) == 2
    for service in services:
        assert list(waiting(state_projects(agent_of(service)))) == [project]
    ardeche = Organization.objects.get(kind=OrganizationKind.PREFECTURE, territory__code="07")
    assert list(waiting(state_projects(agent_of(ardeche)))) == [elsewhere]


def test_whole_country_is_read_without_comparing_departements(country):
    """The shortcut of those who cover everything shows exactly what the comparison shows."""
    for code in ("07186", COMMUNES["974"], COMMUNES["69"]):
        send_from(code)
    agent = agent_of(Organization.objects.get(kind=OrganizationKind.ANCT))
    whole = scope_of(agent)
    vars(agent)["_scope"] = replace(whole, whole_country=False)
    compared = set(state_projects(agent)), set(projects_visible_to(agent))

    vars(agent)["_scope"] = whole
    with CaptureQueriesContext(connection) as queries:
        assert (set(state_projects(agent)), set(projects_visible_to(agent))) == compared
    assert len(compared[0]) == Project.objects.count() == 3
    assert not any("projects_project_departements" in query["sql"] for query in queries)

    local = agent_of(Organization.objects.get(kind=OrganizationKind.PREFECTURE, territory__code="07"))
    assert [project.name for project in state_projects(local)] == ["Projet de Privas"]
