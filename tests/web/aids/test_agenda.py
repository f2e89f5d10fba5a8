"""The deadlines of aids, on a page and in a diary."""

from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone
from icalendar import Calendar

from mec.offers.enums import OfferStatus
from tests.factories.offers import OfferFactory
from tests.factories.territories import TerritoryFactory, place

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate
PAGE, FEED = "/aides/echeances/", "/aides/echeances.ics"


def ending(days, **values):
    return OfferFactory(closes_on=TODAY() + timedelta(days=days), **values)


def events(response):
    assert response.headers["Content-Type"].startswith("text/calendar")
    return list(Calendar.from_ical(response.content).walk("VEVENT"))


def test_deadlines_to_come_are_listed_the_nearest_first(client):
    for days, title in ((40, "Plus tard"), (3, "Bientôt"), (-1, "Passée")):
        ending(days, title=title)
    OfferFactory(title="Toujours", recurrence="permanente")
    ending(5, title="Brouillon", status=OfferStatus.DRAFT)

    html = unescape(client.get(PAGE).content.decode())

    assert html.index("Bientôt") < html.index("Plus tard")
    assert not any(title in html for title in ("Passée", "Toujours", "Brouillon"))


def test_feed_holds_the_same_days_as_whole_days(client):
    offer = ending(3, title="Rénover, isoler ; chauffer\\fin")

    (event,) = events(client.get(FEED))

    assert event["SUMMARY"] == "Dernier jour\u00a0: Rénover, isoler ; chauffer\\fin"
    assert event.decoded("DTSTART") == offer.closes_on
    assert event.decoded("DTEND") == offer.closes_on + timedelta(days=1)
    assert event["URL"].endswith(f"/aides/{offer.slug}/")


def test_deadlines_of_a_place(client):
    place(TerritoryFactory(code="07186", name="Privas"))
    ending(3, title="Ailleurs", national=False).territories.add(TerritoryFactory(departement=True))
    ending(4, title="Partout")

    html = client.get(PAGE, {"territoire": "commune-07186"}).content.decode()

    assert "Partout" in html
    assert "Ailleurs" not in html
    assert f"{FEED}?territoire=commune-07186" in html


def test_a_hundred_deadlines_make_a_page_and_the_diary_has_them_all(client):
    for days in range(101):
        ending(days, title=f"Aide {days:03}")

    def titles(response):
        return [each.title for month in response.context["months"] for each in month.deadlines]

    first, second = client.get(PAGE), client.get(PAGE, {"page": "2", "pour": "commune"})

    assert (len(titles(first)), titles(first)[-1], titles(second)) == (100, "Aide 099", ["Aide 100"])
    assert 'href="?page=2" rel="next"' in first.content.decode()
    assert 'href="?page=1&amp;pour=commune" rel="prev"' in second.content.decode()
    assert f'href="{FEED}?pour=commune"' in second.content.decode()
    assert titles(client.get(PAGE, {"page": "9"})) == ["Aide 100"]
    assert len(events(client.get(FEED))) == 101


def test_a_page_after_the_last_deadline_shows_the_first_ones(client):
    OfferFactory.create_batch(100, recurrence="permanente")
    ending(3, title="Bientôt")

    assert "Bientôt" in client.get(PAGE, {"page": "2"}).content.decode()


def test_page_without_deadline_says_so(client):
    assert "Aucune échéance à venir" in client.get(PAGE).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_whatever_its_length(client, count, django_assert_num_queries):
    for number in range(count):
        ending(number)
    client.get(PAGE)

    with django_assert_num_queries(1):
        client.get(PAGE)


def test_aid_gives_its_own_deadline(client):
    offer = ending(3)
    (event,) = events(client.get(f"/aides/{offer.slug}/echeance.ics"))
    assert event.decoded("DTSTART") == offer.closes_on


@pytest.mark.parametrize("values", [{"recurrence": "permanente"}, {}, {"status": OfferStatus.DRAFT}])
def test_aid_without_a_day_to_come_has_no_calendar(client, values):
    assert client.get(f"/aides/{OfferFactory(**values).slug}/echeance.ics").status_code == 404
    assert client.get(f"/aides/{ending(-1).slug}/echeance.ics").status_code == 404
