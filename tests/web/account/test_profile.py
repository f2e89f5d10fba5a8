import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mec.accounts.services import deactivate_account, reactivate_account
from mec.organizations.enums import OrganizationKind
from mec.organizations.models import Membership, Organization
from tests.core.http.corpus import IN_AN_ADDRESS
from tests.factories.accounts import UserFactory
from tests.strict import StrictClient

pytestmark = pytest.mark.django_db

PROFILE = "/compte/"
TERMS = "/compte/conditions/"
PROFILE_QUERIES = 4
"""The session, the person, whether they serve the State (for the menu), their memberships."""
NAMES = {"first_name": "Ada", "last_name": "Lovelace"}


@pytest.fixture(autouse=True)
def _home(settings):
    settings.LOGIN_REDIRECT_URL = "account:profile"


@pytest.fixture
def newcomer(client):
    user = UserFactory(newcomer=True)
    client.force_login(user)
    return user


@pytest.fixture
def ada(client):
    user = UserFactory(**NAMES)
    client.force_login(user)
    return user


def text_of(response):
    return " ".join(response.content.decode().split())


def test_terms_stand_before_every_page_of_a_newcomer(client, newcomer):
    response = client.get("/compte/?onglet=1")

    assert response.url == "/compte/conditions/?next=%2Fcompte%2F%3Fonglet%3D1"
    assert client.post(PROFILE, NAMES).url == TERMS
    assert client.get(response.url).context["form"]["next"].value() == "/compte/?onglet=1"


def test_terms_accepted_are_kept_and_lead_to_the_page_asked_for(client, newcomer, settings):
    response = client.post(TERMS, NAMES | {"accept": "on", "next": "/compte/?onglet=1"})

    newcomer.refresh_from_db()
    assert response.url == "/compte/?onglet=1"
    assert (newcomer.get_full_name(), newcomer.terms_version) == ("Ada Lovelace", settings.TERMS_VERSION)
    assert newcomer.terms_accepted_at is not None
    assert client.get(PROFILE).status_code == 200


@pytest.mark.parametrize(
    ("fields", "missing"),
    [
        ({}, ["first_name", "last_name", "accept"]),
        (NAMES, ["accept"]),
        ({"first_name": "  ", "last_name": "Lovelace", "accept": "on"}, ["first_name"]),
        ({"first_name": "http://mal.exemple", "last_name": "x" * 81, "accept": "on"}, ["first_name", "last_name"]),
    ],
)
def test_terms_without_name_or_consent_are_refused(client, newcomer, fields, missing):
    response = client.post(TERMS, fields)

    newcomer.refresh_from_db()
    assert (response.status_code, list(response.context["form"].errors)) == (422, missing)
    assert newcomer.terms_version == ""


def test_terms_post_cannot_set_anything_else(client, newcomer):
    client.post(TERMS, NAMES | {"accept": "on", "is_staff": "on", "email": "x@exemple.fr", "terms_version": "2030"})

    before = newcomer.email
    newcomer.refresh_from_db()
    assert (newcomer.is_staff, newcomer.email, newcomer.terms_version != "2030") == (False, before, True)


def test_new_version_is_asked_again_with_the_name_kept(client, ada, settings):
    settings.TERMS_VERSION = "2027-01"

    page = client.get(client.get(PROFILE).url)

    assert "Les conditions d’utilisation ont changé" in text_of(page)
    assert page.context["form"]["first_name"].value() == "Ada"


def test_new_version_loses_nothing_of_what_is_being_sent(client, ada, settings):
    settings.TERMS_VERSION = "2027-01"

    response = client.post(PROFILE, {"first_name": "Augusta", "last_name": "King"})

    ada.refresh_from_db()
    assert (response.url, ada.get_full_name()) == (PROFILE, "Augusta King")
    assert client.get(response.url).url.startswith(TERMS)


def test_terms_already_accepted_lead_on(client, ada):
    assert client.get(TERMS, {"next": "/connexion/code/"}).url == "/connexion/code/"
    assert client.post(TERMS, NAMES).url == PROFILE


@pytest.mark.parametrize("address", IN_AN_ADDRESS)
def test_terms_never_lead_away(client, newcomer, address):
    assert client.get(TERMS, {"next": address}).context["form"]["next"].value() == ""
    assert client.post(TERMS, NAMES | {"accept": "on", "next": address}).url == PROFILE


def test_terms_of_an_anonymous_visitor_lead_to_sign_in(client):
    assert client.get(TERMS).url == "/connexion/?next=/compte/conditions/"


def test_profile_shows_who_one_is(client, ada):
    page = text_of(client.get(PROFILE))

    assert [text in page for text in (ada.email, 'value="Ada"', "aucune organisation")] == [True, True, True]


def test_profile_lists_every_current_scope_at_one_cost(client, ada):
    costs = []
    for name in ("Commune de Privas", "CA Privas Centre Ardèche", "Syndicat des eaux"):
        organization = Organization.objects.create(kind=OrganizationKind.SYNDICAT, name=name)
        Membership.objects.create(user=ada, organization=organization, title="Secrétaire")
        with CaptureQueriesContext(connection) as captured:
            page = text_of(client.get(PROFILE))
        costs.append(len(captured))
    left = Organization.objects.create(kind=OrganizationKind.SYNDICAT, name="Ancien syndicat")
    Membership.objects.create(user=ada, organization=left, active=False)

    assert [name in page for name in ("Commune de Privas", "CA Privas Centre Ardèche", "Syndicat des eaux")] == [
        True
    ] * 3
    assert "Ancien syndicat" not in text_of(client.get(PROFILE))
    assert costs[1] == costs[2] == PROFILE_QUERIES


def test_profile_keeps_a_new_name(client, ada):
    response = client.post(PROFILE, {"first_name": "Augusta", "last_name": "King"})

    ada.refresh_from_db()
    assert (response.url, ada.get_full_name()) == (PROFILE, "Augusta King")
    assert "Votre nom est enregistré" in text_of(client.get(PROFILE))


def test_profile_refuses_an_empty_name_and_keeps_the_old_one(client, ada):
    response = client.post(PROFILE, {"first_name": "", "last_name": "King"})

    ada.refresh_from_db()
    assert (response.status_code, ada.get_full_name()) == (422, "Ada Lovelace")
    assert "Écrivez votre prénom" in text_of(response)


def test_other_sessions_end_and_this_one_goes_on(client, ada):
    elsewhere = StrictClient()
    elsewhere.force_login(ada)

    response = client.post("/compte/sessions/fermer/")

    assert response.url == PROFILE
    assert "Vos autres sessions sont fermées" in text_of(client.get(PROFILE))
    assert elsewhere.get(PROFILE).url == "/connexion/?next=/compte/"


def test_disabled_account_is_refused_at_the_next_request_and_stays_out_once_reopened(client, ada):
    staff = UserFactory(staff=True)
    assert client.get(PROFILE).status_code == 200

    deactivate_account(ada, reason="départ", actor=staff)
    refused = client.get(PROFILE).url
    reactivate_account(ada, reason="retour", actor=staff)

    assert (refused, client.get(PROFILE).url) == ("/connexion/?next=/compte/",) * 2
