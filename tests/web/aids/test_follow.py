"""Adding an aid to one of one's projects."""

from urllib.parse import parse_qs, urlsplit

import pytest

from mec.offers.index import rebuild_offer_index
from mec.projects.enums import ProjectRole
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


def test_who_has_no_project_is_told_to_write_one(client_of, offer):
    assert "Vous n’avez pas encore de projet" in client_of(UserFactory()).get(address(offer)).content.decode()
