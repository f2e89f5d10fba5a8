"""Each night: what makes offers doubtful, whether their links still answer, and what the alerts have to tell."""

from datetime import time

from django.utils import timezone

from mec.core.jobs.queue import enqueue, job
from mec.core.jobs.schedules import scheduled
from mec.offers.models import Alert, Offer
from mec.offers.services import check_links, due_alerts, flag_offers, plan_checks, purge_alerts, send_alert

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


@scheduled(name="offers.alerts", at=time(6, 30))
@job()
def queue_alerts() -> None:
    """After the catalogues were read: one job for each alert, so that one that fails leaves the others alone."""
    purge_alerts()
    for alert in due_alerts(timezone.localdate()).only("pk"):
        enqueue(send_one_alert, alert_id=alert.pk)


@job()
def send_one_alert(*, alert_id: int) -> None:
    alert = Alert.objects.filter(pk=alert_id).first()
    if alert is not None:
        send_alert(alert, today=timezone.localdate())
