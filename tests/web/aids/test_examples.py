"""Starting a project from an example that an aid gives."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.management import call_command

from mec.projects.models import Project
from mec.recommendations.models import Recommendation
from mec.taxonomy.models import Topic
from mec.taxonomy.services import load_topics
from tests.factories.offers import OfferFactory
from tests.web.aids.test_follow import sheet

pytestmark = pytest.mark.django_db
EXAMPLES = """<p>Le sport et la culture s’y prêtent aussi.</p><ul>
<li>rénover un lavoir, avec ses abords\u00a0;</li>
<li>créer une piste cyclable vers la gare\u00a0:<ul><li>un abri à vélos\u00a0;</li><li>des arceaux.</li></ul></li>
</ul>"""


@pytest.fixture
def offer():
    load_topics()
    return OfferFactory(title="Coopérer", rich=True, examples=EXAMPLES)


def new(offer, rank):
    return f"/projets/nouveau/?aide={offer.slug}&exemple={rank}"


def page_of(client, url):
    return unescape(client.get(url).content.decode())


def test_each_example_of_the_seed_aid_starts_a_project(client):
    call_command("catalogue")

    html = page_of(client, "/aides/cooperer-avec-vos-usagers-et-vos-partenaires-grace-au-numerique-france-relance/")

    assert html.count("Créer un projet depuis cet exemple") == 6
    assert "exemple=5" in html
    assert "Créer un projet depuis" not in page_of(client, f"/aides/{OfferFactory(examples='Une école.').slug}/")


def test_form_is_filled_from_the_example_and_nothing_is_written(as_owner, offer):
    html = page_of(as_owner, new(offer, 1))

    assert 'value="Créer une piste cyclable vers la gare"' in html
    assert "Créer une piste cyclable vers la gare\u00a0:\n– un abri à vélos\n– des arceaux</textarea>" in html
    ticked = Topic.objects.filter(pk__in=re.findall(r'name="topics"[^>]* value="(\d+)" checked', html))
    assert "amenagement-de-lespace-public-et-modes-actifs" in {topic.code for topic in ticked}
    assert "L’aide cite aussi d’autres thèmes\u00a0: " in html
    assert "sport" in html.split("d’autres thèmes")[1].split("</p>")[0]
    assert not Project.objects.exists()


def test_draft_keeps_its_source_and_its_sheet_says_it(as_owner, world, offer):
    form = sheet(world, as_owner.get(new(offer, 0)).content.decode())

    as_owner.post("/projets/nouveau/", form)

    project = Project.objects.get()
    assert (project.example, project.example_offer) == ("rénover un lavoir, avec ses abords", offer)
    html = page_of(as_owner, f"/projets/{project.reference}/")
    assert "Inspiré de l’exemple «\u00a0rénover un lavoir, avec ses abords\u00a0» de l’aide" in html
    assert not Recommendation.objects.exists()


def test_source_is_what_the_catalogue_says_whatever_the_form_sends(as_owner, world, offer):
    form = sheet(world, as_owner.get(new(offer, 0)).content.decode())

    as_owner.post("/projets/nouveau/", form | {"example": "autre", "example_offer": "1", "exemple": "1"})

    assert Project.objects.get().example == "créer une piste cyclable vers la gare"


@pytest.mark.parametrize("rank", ["2", "-1", "x", "99999999999999999999", "²"])
def test_rank_that_names_no_example_gives_an_empty_form(as_owner, offer, rank):
    html = page_of(as_owner, new(offer, rank))

    assert "À partir d’un exemple" not in html
    assert 'name="aide"' not in html


def test_refused_form_still_knows_its_example(as_owner, world, offer):
    form = sheet(world, as_owner.get(new(offer, 0)).content.decode())

    response = as_owner.post("/projets/nouveau/", form | {"name": "a" * 151})

    assert response.status_code == 422
    assert 'name="exemple" value="0"' in response.content.decode()


def test_signing_in_leads_back_to_the_example(client, offer):
    response = client.get(new(offer, 1))

    assert parse_qs(urlsplit(response.headers["Location"]).query)["next"] == [new(offer, 1)]
