"""An alert tells what is new, once, and only after its address was confirmed."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mec.core.mail.models import Mail
from mec.offers.alerts import search_digest, stored_search, wanted_of
from mec.offers.enums import AlertFrequency, OfferStatus
from mec.offers.finding import Wanted
from mec.offers.index import rebuild_offer_index
from mec.offers.models import Alert, Offer
from mec.offers.services import (
    TooManyAlertsError,
    confirm_alert,
    correct_offer,
    create_alert,
    due_alerts,
    purge_alerts,
    send_alert,
    stop_alert,
)
from mec.offers.services import alerts as services
from mec.offers.tasks import queue_alerts, send_one_alert
from mec.offers.written import plain_facts_of
from mec.recommendations.catalogue import forget_catalogue
from tests.factories.accounts import UserFactory
from tests.factories.offers import OfferFactory

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate


def asked(**values):
    return create_alert(
        **{
            "email": "a@exemple.fr",
            "wanted": {"need": "financement"},
            "title": "Financement",
            "frequency": AlertFrequency.DAILY,
            "actor": None,
        }
        | values
    )


def live(**values):
    return confirm_alert(asked(**values))


def mails(start="alert:"):
    return list(Mail.objects.filter(key__startswith=start).order_by("pk"))


def look(alert, days=1):
    return send_alert(alert, today=TODAY() + timedelta(days=days))


def test_asking_sends_nothing_but_the_mail_that_asks_to_confirm():
    alert = asked()
    OfferFactory()

    assert not look(alert)
    assert list(due_alerts(TODAY() + timedelta(days=8))) == []
    assert [mail.subject for mail in Mail.objects.all()] == ["Confirmez votre alerte sur les aides"]
    assert "/aides/alertes/confirmer/" in mails("alert-confirm:")[0].text


def test_what_is_found_when_it_starts_is_not_news():
    OfferFactory()
    alert = live()

    assert not look(alert)
    assert mails() == []


def test_new_aid_is_told_once():
    alert = live()
    offer = OfferFactory(title="Une aide neuve")

    assert [found.pk for found in look(alert, 1).new] == [offer.pk]
    assert not look(alert, 2)
    (mail,) = mails()
    assert mail.subject == "Votre alerte sur les aides : une nouvelle"
    assert "Une aide neuve" in mail.text
    assert f"/aides/{offer.slug}/" in mail.html
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_aid_outside_the_search_is_not_news():
    alert = live()
    OfferFactory(need="expertise", kind="service")
    OfferFactory(status=OfferStatus.DRAFT)
    OfferFactory(closes_on=TODAY() - timedelta(days=1))

    assert not look(alert)


def test_change_is_told_once_for_each_change():
    offer = OfferFactory(loaded_digest="a" * 64)
    alert = live()
    Offer.objects.filter(pk=offer.pk).update(loaded_digest="b" * 64)

    assert [found.pk for found in look(alert, 1).changed] == [offer.pk]
    assert not look(alert, 2)


def test_correction_of_the_team_is_a_change():
    offer = OfferFactory(summary="Une phrase.")
    alert, team = live(), UserFactory(staff=True)
    facts = replace(plain_facts_of(offer), summary="Une phrase plus juste.")
    correct_offer(offer, facts, seen=offer.updated_at, actor=team)

    assert [found.pk for found in look(alert, 1).changed] == [offer.pk]
    assert not look(alert, 2)


def test_last_day_that_comes_near_is_told_once():
    offer = OfferFactory(closes_on=TODAY() + timedelta(days=30))
    alert = live()

    assert not look(alert, 15)
    assert [(found.pk, until) for found, until in look(alert, 16).ending] == [(offer.pk, offer.closes_on)]
    assert not look(alert, 17)


def test_last_day_that_a_change_brings_near_is_told_after_the_change():
    offer = OfferFactory(closes_on=TODAY() + timedelta(days=90), loaded_digest="a" * 64)
    alert = live()
    Offer.objects.filter(pk=offer.pk).update(closes_on=TODAY() + timedelta(days=10), loaded_digest="b" * 64)
    forget_catalogue()

    assert [len(lines) for lines in vars(look(alert, 1)).values()] == [0, 1, 0]
    assert [len(lines) for lines in vars(look(alert, 2)).values()] == [0, 0, 1]
    assert not look(alert, 3)


def test_aid_that_goes_and_comes_back_is_not_new():
    offer = OfferFactory()
    alert = live()
    for rank, status in enumerate((OfferStatus.ENDED, OfferStatus.PUBLISHED), start=1):
        Offer.objects.filter(pk=offer.pk).update(status=status)
        forget_catalogue()
        assert not look(alert, rank)


def test_search_by_words_is_kept_and_run_again():
    alert = live(wanted={"text": "lavoir"})
    offer = OfferFactory(title="Restaurer un lavoir")
    OfferFactory(title="Autre chose")
    rebuild_offer_index()

    assert [found.pk for found in look(alert).new] == [offer.pk]


def test_same_search_asked_again_is_the_same_alert_at_its_new_rhythm():
    first = live()
    again = asked(frequency=AlertFrequency.WEEKLY)

    assert again.pk == first.pk
    assert (again.frequency, again.confirmed_at) == (AlertFrequency.WEEKLY, first.confirmed_at)
    assert len(mails("alert-confirm:")) == 1


def test_stopped_alert_tells_nothing_and_can_be_asked_again():
    alert = stop_alert(live())
    OfferFactory()

    assert not look(alert)
    assert confirm_alert(alert).stopped_at
    assert asked().pk != alert.pk


def test_weekly_alerts_wait_for_monday():
    with time_machine.travel(date(2026, 11, 19)):
        daily, weekly = live(), live(wanted={"need": "expertise"}, frequency=AlertFrequency.WEEKLY)

    assert list(due_alerts(date(2026, 11, 20))) == [daily]
    assert list(due_alerts(date(2026, 11, 23))) == [daily, weekly]


def test_job_sends_once_a_day_even_when_it_runs_twice():
    alert = live()
    Alert.objects.update(looked_at=timezone.now() - timedelta(days=1))
    OfferFactory()

    queue_alerts.call()
    send_one_alert.call(alert_id=alert.pk)
    send_one_alert.call(alert_id=alert.pk)

    assert len(mails()) == 1
    assert list(due_alerts(TODAY())) == []


def test_address_has_no_more_than_so_many_alerts(monkeypatch):
    monkeypatch.setattr(services, "MOST_ALERTS", 1)
    asked()

    with pytest.raises(TooManyAlertsError):
        asked(wanted={"need": "expertise"})


def test_forgotten_and_stopped_alerts_are_erased():
    kept, forgotten, stopped = live(), asked(wanted={"form": "pret"}), stop_alert(live(wanted={"form": "cee"}))
    Alert.objects.filter(pk=forgotten.pk).update(created_at=timezone.now() - timedelta(days=8))
    Alert.objects.filter(pk=stopped.pk).update(stopped_at=timezone.now() - timedelta(days=31))

    purge_alerts()

    assert list(Alert.objects.all()) == [kept]


def test_search_is_stored_and_read_back():
    wanted = Wanted(need="financement", topic="eau", text="lavoir", call="oui", before=date(2027, 1, 1))
    stored = stored_search(wanted, place="")

    assert wanted_of(stored) == wanted
    assert search_digest(stored) == search_digest(dict(reversed(stored.items())))


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(steps=st.lists(st.tuples(st.sampled_from(["add", "change", "look", "end"]), st.integers(0, 4)), max_size=12))
def test_no_aid_is_ever_told_twice_as_new_and_no_mail_is_empty(steps):
    Alert.objects.all().delete()
    Offer.objects.all().delete()
    Mail.objects.all().delete()
    forget_catalogue()
    alert, offers, told = live(), [], []
    for day, (step, which) in enumerate(steps, start=1):
        if step == "add":
            offers.append(OfferFactory(closes_on=TODAY() + timedelta(days=day + which * 5)))
        elif step == "change" and offers:
            Offer.objects.filter(pk=offers[which % len(offers)].pk).update(loaded_digest=f"{day:064}")
        elif step == "end" and offers:
            Offer.objects.filter(pk=offers[which % len(offers)].pk).update(status=OfferStatus.ENDED)
        forget_catalogue()
        told += [found.pk for found in look(alert, day).new] if step == "look" else []

    assert len(told) == len(set(told))
    assert all("\n- " in mail.text for mail in mails())
