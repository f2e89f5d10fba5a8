"""Links of the offers: asked at night, dead after several days, said as they are."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from mec.clients.fakes import FakeTransport
from mec.clients.http import Door
from mec.core.jobs.schedules import schedules
from mec.offers.enums import OfferStatus
from mec.offers.models import LinkCheck, Offer
from mec.offers.services import check_links, plan_checks
from mec.offers.tasks import check_links_of, flag_catalogue, queue_link_checks
from tests.factories.offers import OfferFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 4, 45, tzinfo=UTC)
URL = "https://exemple.fr/offre"


class Sites(FakeTransport):
    """Answers every address with the same status; without one, the name is not known."""

    def __init__(self, status):
        self.status = status
        self.asked = []

    def answer(self, request):
        self.asked.append(request.url)
        return self.status, {}, b""

    def resolve(self, host, port):
        if self.status is None:
            raise OSError(host)
        return super().resolve(host, port)


def door(sites):
    return Door(origins=None, methods=frozenset({"HEAD", "GET"}), connect=sites.connect, resolve=sites.resolve)


def check(offer, status, *, day=0):
    check_links(offer, door=door(Sites(status)), now=NOW + timedelta(days=day))
    return LinkCheck.objects.get(offer=offer)


def dead(offer):
    return offer.flags.filter(code="lien_mort").exists()


def test_page_gone_on_two_different_days_is_dead():
    offer = OfferFactory()

    assert (check(offer, 404).failures, dead(offer)) == (1, False)
    assert (check(offer, 410).failures, dead(offer)) == (1, False)
    assert (check(offer, 404, day=1).failures, dead(offer)) == (2, True)


def test_site_out_of_reach_is_dead_on_the_fifth_day():
    offer = OfferFactory()
    found = []
    for day in range(5):
        check(offer, None, day=day)
        found.append(dead(offer))

    assert found == [False, False, False, False, True]


def test_link_that_answers_again_is_no_longer_dead():
    offer = OfferFactory()
    check(offer, 404)
    check(offer, 404, day=1)

    known = check(offer, 200, day=2)

    assert (known.state, known.failures, known.failed_on, dead(offer)) == ("vivant", 0, None, False)


@pytest.mark.parametrize("status", [403, 429, 503])
def test_site_that_refuses_to_say_changes_nothing(status):
    offer = OfferFactory()
    check(offer, 404)
    silent = check(offer, status, day=1)

    assert (silent.state, silent.failures, silent.checked_at) == ("disparu", 1, NOW + timedelta(days=1))
    assert check(OfferFactory(url="https://autre.fr/"), status).state == "inconnu"


def test_failures_of_two_sorts_do_not_add_up():
    offer = OfferFactory()
    check(offer, None)

    assert (check(offer, 404, day=1).failures, dead(offer)) == (1, False)


def test_each_address_is_asked_once_and_what_is_made_for_a_project_is_not():
    offer = OfferFactory(url="https://a.fr/{commune}", application_url="https://a.fr/demande")
    same = OfferFactory(url="https://b.fr/", application_url="https://b.fr/")
    sites = Sites(200)
    for each in (offer, same):
        check_links(each, door=door(sites), now=NOW)

    assert sites.asked == ["https://a.fr/demande", "https://b.fr/"]


def test_address_that_the_offer_no_longer_gives_is_forgotten():
    offer = OfferFactory(url=URL)
    check(offer, 404)
    Offer.objects.update(url="https://exemple.fr/autre")
    offer.refresh_from_db()

    assert check(offer, 200, day=1).url == "https://exemple.fr/autre"


def test_offers_checked_the_longest_ago_come_first_and_those_of_one_host_apart():
    late, older = OfferFactory(url="https://a.fr/1"), OfferFactory(url="https://a.fr/2")
    never, elsewhere = OfferFactory(url="https://a.fr/3"), OfferFactory(url="https://b.fr/1")
    OfferFactory(url="https://c.fr/", status=OfferStatus.DRAFT)
    OfferFactory(url="https://c.fr/{commune}")
    for offer, day in ((late, 9), (older, 1), (elsewhere, 2)):
        check_links(offer, door=door(Sites(200)), now=NOW + timedelta(days=day))

    assert [pk for pk, _ in plan_checks(limit=3)] == [never.pk, elsewhere.pk, older.pk]
    assert [wait.total_seconds() for _, wait in plan_checks()] == [0, 0, 5, 10]


def test_night_queues_a_check_for_each_offer_behind_all_other_work():
    offers = [OfferFactory(url=f"https://a.fr/{number}") for number in range(2)]

    queue_link_checks.call()

    rows = DBTaskResult.objects.order_by("run_after")
    assert [row.args_kwargs["kwargs"] for row in rows] == [{"offer_id": offer.pk} for offer in offers]
    assert {row.priority for row in rows} == {-50}
    assert rows[1].run_after - rows[0].run_after == timedelta(seconds=5)
    assert rows[0].run_after <= timezone.now()
    assert {flag_catalogue, queue_link_checks} <= {schedule.job for schedule in schedules.values()}


def test_check_of_an_offer_that_is_gone_does_nothing():
    check_links_of.call(offer_id=0)

    assert not LinkCheck.objects.exists()
