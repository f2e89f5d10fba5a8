from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from mec.organizations.services import load_state_reference
from mec.projects.services import take_charge
from mec.territories.models import Perimeter
from tests.factories.offers import OfferFactory
from tests.factories.projects import make_draft
from tests.web.costs import cost

pytestmark = pytest.mark.django_db
PAGE = "/qui-peut-m-aider/"


def main_of(response):
    assert response.status_code == 200
    return unescape(response.content.decode()).split("<main")[1].split("</main>")[0]


@pytest.fixture
def country(ardeche):
    load_state_reference()
    return ardeche


def test_visitor_finds_the_state_and_the_services_of_a_commune(client, country):
    offer = OfferFactory(need="ingenierie", kind="service", contact="Le CAUE de votre département")
    elsewhere = OfferFactory(need="ingenierie", kind="service", national=False, title="Ailleurs")
    elsewhere.territories.add(country.ain)
    basin = Perimeter.objects.create(code="bassin", name="Rhin-Meuse", nature="ensemble", known=False)
    OfferFactory(title="Peut-être ailleurs", national=False).perimeters.add(basin)
    OfferFactory(title="Terminée", closes_on=timezone.localdate() - timedelta(days=1))

    page = main_of(client.get(PAGE, {"territoire": "commune-07186", "etape": "idee"}))

    assert "Privas, étape idée" in page
    assert "Direction départementale des territoires de l’Ardèche" in page
    assert "<strong>Le CAUE de votre département</strong>" in page
    assert offer.title in page
    assert not any(title in page for title in ("Ailleurs", "Peut-être ailleurs", "Terminée"))


def test_typed_name_leads_to_its_place_or_to_a_choice(client, country):
    several = client.get(PAGE, {"lieu": "privas", "etape": "etude"})
    one = client.get(PAGE, {"lieu": "bettant"})

    assert [candidate.url for candidate in several.context["candidates"]] == [
        "?etape=etude&territoire=commune-07186",
        "?etape=etude&territoire=epci-200071413",
    ]
    assert one.context["asked"].where == "Bettant"
    assert "Aucun lieu ne répond à" in main_of(client.get(PAGE, {"lieu": "zzzz"}))


def test_place_that_was_chosen_stays_when_another_stage_is_asked_for(client, country):
    page = f"{PAGE}?territoire=commune-07186&lieu=Privas&etape=etude"
    other = f"{PAGE}?territoire=commune-07186&lieu=Bettant&etape=etude"

    assert client.get(page).context["asked"].where == "Privas"
    assert client.get(other).context["asked"].where == "Bettant"
    assert '<input type="hidden" name="territoire" value="commune-07186">' in main_of(client.get(page))


@pytest.mark.parametrize(
    "query",
    ["territoire=commune-99999", "territoire=ville-07186", "territoire=-", "etape=fini", "lieu=%20"],
)
def test_address_that_means_nothing_asks_again(client, country, query):
    response = client.get(f"{PAGE}?{query}")

    assert response.context["found"] is None
    assert "Votre commune, intercommunalité ou département" in main_of(response)


def test_project_gives_place_stage_and_who_follows_it_to_those_who_see_it(client, client_of, project, people):
    take_charge(project, actor=people["ddt"])
    address = f"{PAGE}?projet={project.reference}"

    page = main_of(client_of(people["owner"]).get(address))

    assert "Ddt Matrice (Ddt)</strong> suit votre projet" in page
    assert '<option value="etude" selected>' in page
    for stranger in (client, client_of(people["foreign_owner"]), client_of(people["staff"])):
        assert stranger.get(address).status_code == 404


def test_no_agent_is_named_without_a_project(client, client_of, project, people):
    take_charge(project, actor=people["ddt"])

    for reader in (client, client_of(people["owner"])):
        assert "Ddt Matrice" not in main_of(reader.get(PAGE, {"territoire": "departement-07"}))


def test_services_of_a_project_can_be_asked_for_an_introduction_once_it_is_sent(client_of, world, project, people):
    offer = OfferFactory(need="expertise", kind="service")
    draft = make_draft(world.organizations["privas"], author=people["owner"])
    link = f"{reverse('projects:introduce', args=[project.reference])}?aide={offer.slug}"

    client = client_of(people["owner"])
    assert link in main_of(client.get(f"{PAGE}?projet={project.reference}"))
    assert "mise-en-relation" not in main_of(client.get(f"{PAGE}?projet={draft.reference}"))


def test_many_services_are_found_in_the_catalogue_or_on_the_page_of_the_project(client, client_of, project, people):
    OfferFactory.create_batch(16, need="expertise", kind="service")
    OfferFactory(need="financement")

    anyone = main_of(client.get(PAGE, {"territoire": "commune-07186", "etape": "idee"}))
    owner = main_of(client_of(people["owner"]).get(PAGE, {"projet": project.reference}))

    assert 'href="/aides/?besoin=expertise&etape=idee&territoire=commune-07186"' in anyone
    assert 'href="/aides/?besoin=financement&etape=idee&territoire=commune-07186"' in anyone
    assert "besoin=ingenierie" not in anyone
    assert f'href="/projets/{project.reference}/recommandations/?besoin=expertise"' in owner


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_whatever_the_catalogue(client, country, count):
    OfferFactory.create_batch(count, need="expertise", kind="service")

    assert cost(client, f"{PAGE}?territoire=commune-07186&etape=idee") == 6


class TestServices:
    def test_list_holds_services_alone_and_offers_no_funding(self, client):
        OfferFactory(title="Une aide", need="financement")
        OfferFactory(title="Un service", kind="service", need="expertise")

        response = client.get("/services/")

        assert [line.offer.title for line in response.context["listing"].lines] == ["Un service"]
        assert [option.value for option in response.context["listing"].selects[0].options] == [
            "ingenierie",
            "expertise",
        ]
        assert 'action="/services/"' in main_of(response)

    def test_filters_stay_among_services(self, client):
        OfferFactory(kind="service", need="expertise")
        listing = client.get("/services/", {"besoin": "expertise"}).context["listing"]

        assert (listing.total, listing.path, listing.chips[0].url) == (1, "/services/", "/services/")

    @pytest.mark.parametrize("count", [1, 3])
    def test_list_costs_the_same_whatever_its_length(self, client, count):
        OfferFactory.create_batch(count, kind="service", need="expertise")

        assert cost(client, "/services/") == 1
