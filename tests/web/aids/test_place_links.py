"""A link that is made for a place, wherever an offer is shown."""

import pytest
from django.urls import reverse

from mec.offers.index import rebuild_offer_index
from tests.factories.offers import OfferFactory
from tests.factories.projects import make_project
from tests.factories.taxonomy import TopicFactory

pytestmark = pytest.mark.django_db
PRIVAS = "https://chiffres.exemple.fr/?geo=COM-07186"


@pytest.fixture
def water():
    return TopicFactory(code="eau-potable", label="Eau potable")


@pytest.fixture
def tool(water):
    """A service about water."""
    offer = OfferFactory(
        title="Connaître les chiffres de l’eau potable",
        kind="service",
        need="expertise",
        url="https://chiffres.exemple.fr/?geo=COM-{commune}",
    )
    offer.topics.add(water)
    rebuild_offer_index()
    return offer


def page(client, offer, **query):
    response = client.get(reverse("aids:detail", args=[offer.slug]), query)
    assert response.status_code == 200
    return response.content.decode()


def test_tool_appears_for_a_project_of_its_theme_alone_with_its_commune(as_owner, people, tool, water, world):
    about, other = (
        make_project(world.organizations["privas"], author=people["owner"], name=name, description=name)
        for name in ("Protéger le captage d’eau potable", "Ouvrir un musée")
    )
    about.topics.set([water])
    other.topics.set([TopicFactory(code="musee", label="Musée")])

    shown, hidden = (
        as_owner.get(f"/projets/{project.reference}/recommandations/").content.decode() for project in (about, other)
    )

    assert PRIVAS in shown
    assert tool.title not in hidden
    assert "chiffres.exemple.fr" not in hidden


def test_proposal_gives_the_link_of_the_owners_commune(as_owner, project, tool):
    html = as_owner.get(f"/projets/{project.reference}/recommandations/aides/{tool.slug}/").content.decode()

    assert f'href="{PRIVAS}"' in html
    assert f"/aides/{tool.slug}/?projet={project.reference}" in html


def test_orientation_gives_the_link_of_the_place(client, ardeche, tool):
    at = "/qui-peut-m-aider/?territoire="

    assert PRIVAS in client.get(f"{at}commune-07186").content.decode()
    assert "chiffres.exemple.fr" not in client.get(f"{at}departement-07").content.decode()


def test_page_asks_for_which_commune_when_nothing_says_it(client, ardeche, tool):
    html = page(client, tool)

    assert "Pour quelle commune\u00a0?" in html
    assert "{commune}" not in html
    assert 'href="https://chiffres.exemple.fr/"' in html


@pytest.mark.parametrize("query", [{"lieu": "Privas"}, {"territoire": "commune-07186"}, {"lieu": "07000"}])
def test_page_gives_the_link_of_the_commune_that_one_says(client, ardeche, tool, query):
    assert f'href="{PRIVAS}"' in page(client, tool, **query)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"lieu": "zzyzx"}, "Aucun territoire ne porte ce nom."),
        ({"territoire": "departement-07"}, "Ce lieu est trop grand pour ce lien"),
    ],
)
def test_page_says_why_a_place_gives_no_link(client, ardeche, tool, query, said):
    html = page(client, tool, **query)

    assert said in html
    assert "geo=COM-" not in html


def test_page_knows_the_project_from_which_one_comes_and_tells_nobody_else(client, client_of, people, project, tool):
    query = {"projet": project.reference}

    assert f'href="{PRIVAS}"' in page(client_of(people["owner"]), tool, **query)
    for stranger in (client, client_of(people["foreign_owner"])):
        assert "geo=COM-" not in page(stranger, tool, **query)


def test_project_of_an_epci_gives_the_commune_of_all_its_places_or_none(as_owner, client_of, people, tool, world):
    project = make_project(world.organizations["capca"], author=people["epci_agent"])
    reader = client_of(people["epci_agent"])
    privas, vals = (world.organizations[name].territory for name in ("privas", "vals"))

    project.territories.set([privas])
    assert PRIVAS in page(reader, tool, projet=project.reference)
    project.territories.set([privas, vals])
    assert "geo=COM-" not in page(reader, tool, projet=project.reference)


def test_link_of_another_service_with_other_braces_is_shown_as_it_is(client):
    offer = OfferFactory(url="http://exemple.fr/{id}")

    assert 'href="http://exemple.fr/{id}"' in page(client, offer)


def test_team_may_write_a_link_for_a_place_but_no_other_braces(client_of, people):
    offer = OfferFactory()
    curate = reverse("moderation:offer", args=[offer.pk])

    response = client_of(people["staff"]).post(
        curate, {"url": "https://{commune}.fr", "application_url": "https://a.fr/{epci}"}
    )

    assert "Le nom du site ne change pas" in str(response.context["form"].errors["url"])
    assert "retirez les accolades" in str(response.context["form"].errors["application_url"])
