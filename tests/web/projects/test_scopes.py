"""One account, several organisations: every project is there, whatever one filters by."""

import pytest

from mec.accounts.models import User
from mec.organizations.models import Membership
from mec.projects.enums import ProjectRole
from tests.factories.projects import add_member, make_draft, make_project
from tests.web.costs import cost

MY_PROJECTS = "/projets/"


@pytest.fixture
def several(world):
    """A person of three organisations, invited on one project more: {scope: project name}."""
    person = world.people["epci_agent"]
    for name in ("privas", "vals"):
        Membership.objects.create(user=person, organization=world.organizations[name])
    make_project(world.organizations["capca"], author=person, name="Projet de capca")
    make_draft(world.organizations["privas"], author=world.people["owner"], name="Projet de privas")
    make_project(world.organizations["vals"], author=world.people["neighbour"], name="Projet de vals")
    elsewhere = make_project(world.organizations["bettant"], author=world.people["foreign_owner"], name="Projet invité")
    add_member(elsewhere, person, ProjectRole.OBSERVER)
    return person


def shown(response):
    return {project.name for project in response.context["page"].rows}


def test_every_scope_is_visible_by_default(several, client_of):
    response = client_of(several).get(MY_PROJECTS)

    assert shown(response) == {"Projet de capca", "Projet de privas", "Projet de vals", "Projet invité"}
    assert [(link.label, link.count, link.current) for link in response.context["scopes"]] == [
        ("Tous mes projets", 4, True),
        ("Capca", 1, False),
        ("Privas", 1, False),
        ("Vals", 1, False),
        ("Projets où l’on m’invite", 1, False),
    ]


def test_each_filter_shows_its_own(several, client_of):
    client = client_of(several)
    links = client.get(MY_PROJECTS).context["scopes"]

    found = {link.label: shown(client.get(MY_PROJECTS, {"organisation": link.value})) for link in links[1:]}
    assert found == {
        "Capca": {"Projet de capca"},
        "Privas": {"Projet de privas"},
        "Vals": {"Projet de vals"},
        "Projets où l’on m’invite": {"Projet invité"},
    }


@pytest.mark.parametrize("value", ["0", "999999", "x", "²", "1 OR 1=1", "9" * 40])
def test_unknown_filter_hides_nothing(several, client_of, value):
    response = client_of(several).get(MY_PROJECTS, {"organisation": value})

    assert len(shown(response)) == 4
    assert response.context["scopes"][0].current


def test_filter_of_another_organization_gives_nothing_more(several, client_of, world):
    response = client_of(world.people["neighbour"]).get(
        MY_PROJECTS, {"organisation": world.organizations["bettant"].pk}
    )

    assert (shown(response), response.context["scopes"]) == ({"Projet de vals"}, [])


def test_filter_costs_the_same_whatever_the_number_of_scopes(world, client_of):
    person = world.people["neighbour"]
    make_project(world.organizations["vals"], author=person)
    costs = [cost(client_of(person), MY_PROJECTS)]
    for name in ("privas", "capca"):
        Membership.objects.create(user=person, organization=world.organizations[name])
        make_project(world.organizations[name], author=User.objects.get(pk=person.pk))
    costs.append(cost(client_of(person), MY_PROJECTS))

    assert costs == [6, 6]


def test_person_of_no_organization_is_led_to_join_one(client_of, people):
    page = client_of(people["fresh"]).get(MY_PROJECTS).content.decode()

    assert 'href="/organisations/rejoindre/"' in page
