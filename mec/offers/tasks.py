"""Each night: what makes offers doubtful, and whether their links still answer."""

from datetime import time

from django.utils import timezone

from mec.core.jobs.queue import enqueue, job
from mec.core.jobs.schedules import scheduled
from mec.offers.models import Offer
from mec.offers.services import check_links, flag_offers, plan_checks

BEHIND_EVERYTHING = -50
"""Priority of the checks: a mail that leaves never waits for a site that does not answer."""


@scheduled(name="offers.flags", at=time(4, 30))
@job(atomic=False)
def flag_catalogue() -> None:
    flag_offers()


@scheduled(name="offers.links", at=time(4, 45))
@job()
def queue_link_checks() -> None:
    now = timezone.now()
    for offer_id, wait in plan_checks():
        enqueue(check_links_of.using(priority=BEHIND_EVERYTHING, run_after=now + wait), offer_id=offer_id)


@job(tries=1, atomic=False)
def check_links_of(*, offer_id: int) -> None:
    """Done again by itself another day: a failure here is not worth another try."""
    offer = Offer.objects.filter(pk=offer_id).first()
    if offer is not None:
        check_links(offer)
