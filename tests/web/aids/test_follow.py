"""Adding an aid to one of one's projects."""

import re
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest

from mec.offers.index import rebuild_offer_index
from mec.projects.enums import ProjectRole
from mec.projects.models import Project
from mec.recommendations.models import Recommendation
from tests.factories.accounts import UserFactory
from tests.factories.offers import OfferFactory
from tests.factories.projects import add_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def offer():
    offer = OfferFactory(title="Restaurer un lavoir")
    rebuild_offer_index()
    return offer


def address(offer):
    return f"/aides/{offer.slug}/ajouter/"


def sheet(world, page):
    """What the form of a new project sends back, filled."""
    hidden = dict(re.findall(r'<input type="hidden" name="(key|aide|exemple)" value="([^"]*)"', page))
    return hidden | {
        "version": "1",
        "name": "Lavoir",
        "territories": [world.territories["privas"].pk],
        "description": "Restaurer un lavoir.",
        "phase": "etude",
        "action": "enregistrer",
    }


def test_signing_in_leads_back_to_the_same_aid(client, offer):
    response = client.get(address(offer))

    target = urlsplit(response.headers["Location"])
    assert response.status_code == 302
    assert parse_qs(target.query)["next"] == [address(offer)]


def test_aid_is_followed_in_the_project_chosen(as_owner, offer, project):
    response = as_owner.post(address(offer), {"projet": project.reference})

    assert response.headers["Location"] == f"/projets/{project.reference}/recommandations/aides/{offer.slug}/"
    row = Recommendation.objects.get()
    assert (row.project, row.offer, row.state) == (project, offer, "en_cours")
    as_owner.post(address(offer), {"projet": project.reference})
    assert Recommendation.objects.count() == 1


@pytest.mark.parametrize("chosen", ["", "0000-0000", "un projet"])
def test_project_must_be_one_of_ones_own(as_owner, offer, project, chosen):
    response = as_owner.post(address(offer), {"projet": chosen})

    assert response.status_code == 422
    assert not Recommendation.objects.exists()


def test_who_only_reads_a_project_adds_nothing_to_it(client_of, offer, project):
    reader = UserFactory()
    add_member(project, reader, role=ProjectRole.OBSERVER)

    response = client_of(reader).post(address(offer), {"projet": project.reference})

    assert "sans pouvoir le modifier" in response.content.decode()
    assert not Recommendation.objects.exists()


def test_word_for_the_team_is_signed_and_read_by_who_reads_the_project(as_owner, as_ddt, people, offer, project):
    as_owner.post(address(offer), {"projet": project.reference, "note": " Karine s’en occupe. "})

    row = Recommendation.objects.get()
    assert (row.note, row.note_by) == ("Karine s’en occupe.", people["owner"])
    for reader in (as_owner, as_ddt):
        html = reader.get(f"/projets/{project.reference}/recommandations/").content.decode()
        assert "Karine s’en occupe." in html
        assert "Mot de Owner Matrice" in html
        assert "Karine s’en occupe." in reader.get(f"/projets/{project.reference}/historique/").content.decode()


def test_too_long_a_word_is_given_back_with_the_choice(as_owner, offer, project):
    response = as_owner.post(address(offer), {"projet": project.reference, "note": "a" * 1001})

    assert response.status_code == 422
    assert "a" * 1001 in response.content.decode()
    assert not Recommendation.objects.exists()


def test_new_project_is_a_choice_of_those_who_may_carry_one(as_owner, client_of, people, offer, project):
    reader = people["expert"]
    add_member(project, reader, role=ProjectRole.CONTRIBUTOR)

    assert "Un nouveau projet" in as_owner.get(address(offer)).content.decode()
    assert "Un nouveau projet" not in client_of(reader).get(address(offer)).content.decode()
    assert client_of(reader).post(address(offer), {"projet": "nouveau"}).status_code == 422


def test_aid_and_word_are_in_the_new_project_once_its_draft_is_saved(as_owner, world, offer, project):
    response = as_owner.post(address(offer), {"projet": "nouveau", "note": "Pour le lavoir."}, follow=True)
    page = response.content.decode()

    assert response.redirect_chain == [(f"/projets/nouveau/?aide={offer.slug}", 302)]
    assert offer.title in page
    assert not Recommendation.objects.exists()

    form = sheet(world, page)
    first = as_owner.post("/projets/nouveau/", form | {"action": "auto"}).json()
    as_owner.post("/projets/nouveau/", form | {"action": "auto", "version": first["version"], "name": "Le lavoir"})
    as_owner.post(first["action"], form | {"version": first["version"] + 1, "action": "enregistrer"})

    row = Recommendation.objects.get()
    assert (row.project.name, row.offer, row.state, row.note) == ("Lavoir", offer, "en_cours", "Pour le lavoir.")
    assert row.project != project
    other = as_owner.post("/projets/nouveau/", sheet(world, page) | {"key": str(uuid4())}, follow=True)
    assert other.status_code == 200
    assert Recommendation.objects.exclude(pk=row.pk).get().note == ""


def test_new_project_is_written_after_signing_in_with_the_same_aid(client, offer):
    response = client.get(f"/projets/nouveau/?aide={offer.slug}")

    assert parse_qs(urlsplit(response.headers["Location"]).query)["next"] == [f"/projets/nouveau/?aide={offer.slug}"]


def test_what_was_set_aside_meanwhile_is_not_taken_up_again_by_an_old_form(as_owner, world, offer):
    form = sheet(world, as_owner.get(f"/projets/nouveau/?aide={offer.slug}").content.decode())
    as_owner.post("/projets/nouveau/", form)
    Recommendation.objects.update(state="faite")

    as_owner.post("/projets/nouveau/", form)

    assert Recommendation.objects.get().state == "faite"


@pytest.mark.parametrize("wanted", ["inconnue", "", "brouillon"])
def test_new_project_from_nothing_that_one_may_read_is_an_ordinary_one(as_owner, world, wanted):
    OfferFactory(slug="brouillon", status="brouillon", title="Secrète")

    page = as_owner.get(f"/projets/nouveau/?aide={wanted}").content.decode()
    as_owner.post("/projets/nouveau/", sheet(world, page) | {"aide": wanted})

    assert "Secrète" not in page
    assert Project.objects.count() == 1
    assert not Recommendation.objects.exists()


def test_who_has_no_project_is_told_to_write_one(client_of, offer):
    assert "Vous n’avez pas encore de projet" in client_of(UserFactory()).get(address(offer)).content.decode()
