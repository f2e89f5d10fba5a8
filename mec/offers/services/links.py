"""Check whether the links of the published offers still answer."""

from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone

from mec.clients.http import Door
from mec.clients.links import ANYWHERE, LinkState, probe
from mec.core.db import locked
from mec.offers.models import LinkCheck, Offer
from mec.offers.queries import DEAD_AFTER, links_of, offers_to_check
from mec.offers.services.flags import flag_offers

CHECKED_A_DAY = 300
BETWEEN_TWO = timedelta(seconds=5)
"""Between two offers of one host."""


def plan_checks(*, limit: int = CHECKED_A_DAY) -> list[tuple[int, timedelta]]:
    """Return the offers whose links were checked the longest ago, each with how long to wait before asking.

    The offers of one host are spread out; those of the others come in between.
    """
    asked: dict[str, int] = {}
    planned = []
    for offer in offers_to_check()[:limit]:
        host = urlsplit(offer.url or offer.application_url).netloc.lower()
        planned.append((offer.pk, BETWEEN_TWO * asked.get(host, 0)))
        asked[host] = asked.get(host, 0) + 1
    return sorted(planned, key=lambda each: each[1])


def check_links(offer: Offer, *, door: Door = ANYWHERE, now: datetime | None = None) -> None:
    """Ask each link of an offer, note what came, and raise or remove its flags. Never within a request.

    Waits for other sites, outside any transaction.
    """
    now = now or timezone.now()
    found = {url: probe(url, door=door).state for url in links_of(offer)}
    with transaction.atomic():
        LinkCheck.objects.filter(offer=offer).exclude(url__in=found).delete()
        known = {check.url: check for check in locked(LinkCheck.objects.filter(offer=offer))}
        for url, state in found.items():
            _note(known.get(url) or LinkCheck(offer=offer, url=url, state=LinkState.UNKNOWN), state, now)
        flag_offers([offer.pk])


def _note(check: LinkCheck, state: LinkState, now: datetime) -> None:
    """What a refusal or a breakdown of the other site says is nothing: only the time of the check moves."""
    today = timezone.localdate(now)
    if state in DEAD_AFTER:
        _note_failure(check, state, today)
    elif state == LinkState.ALIVE:
        check.state, check.failures, check.failed_on = state, 0, None
    check.checked_at = now
    check.save()


def _note_failure(check: LinkCheck, state: LinkState, today: date) -> None:
    if check.state != state:
        check.state, check.failures, check.failed_on = state, 0, None
    if check.failed_on != today:
        check.failures, check.failed_on = check.failures + 1, today
