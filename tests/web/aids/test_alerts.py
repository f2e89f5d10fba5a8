"""Asking for an alert, confirming it, stopping it."""

import re
from datetime import date

import pytest
from django.core import mail as outbox
from django.urls import reverse

from mec.core.mail.models import Mail
from mec.offers.alerts import alert_address, look_at
from mec.offers.enums import AlertFrequency
from mec.offers.models import Alert
from mec.offers.services import confirm_alert, create_alert
from tests.factories.accounts import UserFactory
from tests.factories.offers import OfferFactory
from tests.web.costs import cost

pytestmark = pytest.mark.django_db

NEW = "/aides/alertes/nouvelle/"
DATA = {"email": "Marie@Exemple.FR", "frequency": "hebdomadaire"}


def text(response):
    return response.content.decode()


def path(page, alert):
    return "/" + alert_address(f"aids:{page}", alert).split("/", 3)[3]


def made(**values):
    return create_alert(
        **{"email": "marie@exemple.fr", "wanted": {"need": "financement"}, "title": "Financement"} | values,
        frequency=AlertFrequency.DAILY,
        actor=None,
    )


def test_search_becomes_an_alert_that_waits_for_its_confirmation(client):
    OfferFactory()
    page = client.get(NEW, {"besoin": "financement", "q": "lavoir"})
    response = client.post(f"{NEW}?besoin=financement&q=lavoir", DATA)

    assert "Financement" in text(page)
    assert response.headers["Location"] == "/aides/alertes/demandee/"
    alert = Alert.objects.get()
    assert (alert.email, alert.frequency, alert.confirmed_at) == ("marie@exemple.fr", "hebdomadaire", None)
    assert alert.wanted == {"need": "financement", "text": "lavoir"}
    assert alert.title == "« lavoir », Financement"


def test_alert_keeps_the_day_asked_for_and_leaves_out_what_is_closed(client):
    OfferFactory(title="Close", closes_on=date(2020, 1, 1))
    OfferFactory(title="Trop tard", closes_on=date(2030, 1, 2))
    search = "avant=2030-01-01&closes=oui"

    page = text(client.get(f"{NEW}?{search}"))
    client.post(f"{NEW}?{search}", DATA)

    assert ("0 aide aujourd" in page, "Aides closes" in page, "À demander avant" in page) == (True, False, True)
    alert = Alert.objects.get()
    assert alert.wanted == {"before": "2030-01-01"}
    assert look_at(alert, date(2026, 11, 1)).found == []
    assert client.get(f"/aides/alertes/{alert.reference}/").headers["Location"] == "/aides/?avant=2030-01-01"


def test_without_filter_it_says_what_that_means(client):
    assert "Vous n’avez choisi aucun filtre" in text(client.get(NEW))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"frequency": ""}, "Choisissez une fréquence."),
        ({"email": "marie"}, "Écrivez une adresse complète"),
        ({"email": ""}, "Écrivez votre adresse électronique."),
    ],
)
def test_error_is_tied_to_its_field_and_nothing_is_lost(client, change, said):
    response = client.post(NEW, DATA | change)

    assert response.status_code == 422
    assert said in text(response)
    assert not Alert.objects.exists()
    assert not outbox.outbox


def test_too_many_requests_for_one_address_are_refused(client):
    answers = [client.post(f"{NEW}?q=mot{number}", DATA).status_code for number in range(7)]

    assert answers == [302] * 6 + [429]


def test_link_of_the_mail_confirms_by_a_click_and_not_by_itself(client):
    client.post(NEW, DATA)
    address = re.search(r"/aides/alertes/confirmer/\S+", Mail.objects.get().text)[0]

    client.get(address)
    assert Alert.objects.get().confirmed_at is None
    page = client.post(address)

    assert "Votre alerte a commencé" in text(page)
    assert Alert.objects.get().confirmed_at
    assert client.post(address).status_code == 200


def test_mailbox_stops_the_alert_in_one_click_without_any_form(client):
    alert = confirm_alert(made())

    assert "Arrêter mon alerte" in text(client.get(path("stop_alert", alert)))
    assert "L’alerte est arrêtée" in text(client.post(path("stop_alert", alert)))
    alert.refresh_from_db()
    assert alert.stopped_at


@pytest.mark.parametrize("page", ["confirmer", "arreter"])
def test_link_that_we_did_not_write_leads_nowhere(client, page):
    assert client.get(f"/aides/alertes/{page}/forge/").status_code == 404


def test_mail_leads_to_the_search_of_today(client):
    alert = made(wanted={"need": "financement", "text": "lavoir", "place": "commune-07186"})

    response = client.get(f"/aides/alertes/{alert.reference}/")

    assert response.headers["Location"] == "/aides/?besoin=financement&q=lavoir&territoire=commune-07186"


@pytest.mark.parametrize("count", [1, 3])
def test_person_sees_the_alerts_of_their_own_address(client_of, count):
    user = UserFactory(email="marie@exemple.fr")
    for number in range(count):
        made(wanted={"text": f"mot {number}"}, title=f"mot {number}")
    made(email="autre@exemple.fr", title="D’une autre personne")
    client = client_of(user)

    html = text(client.get("/aides/alertes/"))

    assert html.count("Arrêter cette alerte") == count
    assert "D’une autre personne" not in html
    assert cost(client, "/aides/alertes/") == 4


def test_person_without_alert_is_told_how_to_make_one(client_of):
    assert "Vous n’avez pas d’alerte" in text(client_of(UserFactory()).get("/aides/alertes/"))


def test_list_leads_to_the_alert_of_its_search(client):
    assert f"{reverse('aids:new_alert')}?q=lavoir" in text(client.get("/aides/", {"q": "lavoir"}))
