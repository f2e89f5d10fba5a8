import pytest
from django.urls import reverse

from mec.organizations.enums import OrganizationKind
from mec.web.menu import SITE_MAP, navigation, site_map
from tests.factories.accounts import UserFactory
from tests.factories.organizations import MembershipFactory, OrganizationFactory

pytestmark = pytest.mark.django_db

STATE_PAGES = {"state:inbox": "À traiter", "state:board": "Projets de mon territoire", "state:routing": "Routage"}


def person(kind):
    if kind == "staff":
        return UserFactory(staff=True)
    organization = OrganizationFactory(prefecture=True) if kind == "agent" else OrganizationFactory(kind=kind)
    return MembershipFactory(organization=organization).user


@pytest.fixture
def request_of(rf):
    def make(user):
        request = rf.get("/")
        request.user, request.resolver_match = user, None
        return request

    return make


@pytest.mark.parametrize(
    ("kind", "shown"), [("agent", STATE_PAGES), ("staff", {}), (OrganizationKind.COMMUNE, {})], ids=str
)
def test_menu_and_site_map_show_the_state_side_to_its_agents_alone(kind, shown, request_of):
    request = request_of(person(kind))

    for links in (navigation(request)["menu"], site_map(request)):
        assert {link["name"]: link["label"] for link in links if link["name"].startswith("state:")} == shown


@pytest.mark.parametrize("kind", ["agent", "staff", OrganizationKind.COMMUNE])
def test_menu_leads_to_pages_that_open(kind, request_of, client_of):
    user = person(kind)
    links = navigation(request_of(user))["menu"]

    assert {link["url"]: client_of(user).get(link["url"]).status_code for link in links} == {
        reverse(link["name"]): 200 for link in links
    }


@pytest.mark.parametrize("entry", [entry for _, entries in SITE_MAP for entry in entries], ids=lambda entry: entry.name)
def test_every_entry_leads_to_a_page(entry):
    assert reverse(entry.name).startswith("/")


def names_of(links, current="page true"):
    return [link["name"] for link in links if link["current"] in current.split()]


def test_an_agent_who_also_acts_for_a_commune_may_start_a_project(request_of):
    agent = person("agent")
    before = {link["name"] for link in navigation(request_of(agent))["menu"]}
    MembershipFactory(user=agent, organization=OrganizationFactory(kind=OrganizationKind.COMMUNE))

    after = {link["name"] for link in navigation(request_of(type(agent).objects.get(pk=agent.pk)))["menu"]}

    assert after - before == {"projects:new"}


def test_a_sheet_stands_under_the_territory_of_an_agent_and_under_the_projects_of_its_owner(world, project, client_of):
    path = reverse("projects:detail", args=[project.reference])

    menus = [client_of(world.people[name]).get(path).context["menu"] for name in ("ddt", "owner")]

    assert [names_of(menu) for menu in menus] == [["state:board"], ["projects:list"]]
