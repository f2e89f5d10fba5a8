"""Ask to hear of a search, confirm, stop; and send what is new, once."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from mec.core.db import locked
from mec.core.mail.services import queue_mail
from mec.notifications.links import one_click
from mec.offers.alerts import alert_address, look_at, search_digest
from mec.offers.enums import AlertFrequency
from mec.offers.models import Alert
from mec.offers.news import News

MOST_ALERTS = 50
"""Of one address, confirmed or not."""
UNCONFIRMED_KEPT = timedelta(days=7)
STOPPED_KEPT = timedelta(days=30)
MONDAY = 0


class TooManyAlertsError(Exception):
    """The address has as many alerts as one may have."""


@transaction.atomic
def create_alert(*, email: str, wanted: Mapping[str, str], title: str, frequency: AlertFrequency, actor: Any) -> Alert:
    """Keep the search and send the mail that asks to confirm; the same search again changes its frequency.

    `email` is normalised. Raises TooManyAlertsError.
    """
    digest = search_digest(wanted)
    live = Alert.objects.filter(email=email, stopped_at=None)
    alert = locked(live.filter(digest=digest)).first()
    if alert is None:
        if live.count() >= MOST_ALERTS:
            raise TooManyAlertsError
        alert = _new_alert(email, dict(wanted), digest, title[:300], frequency, actor)
    elif alert.frequency != frequency:
        alert.frequency = frequency
        alert.save(update_fields=["frequency"])
    if alert.confirmed_at is None:
        _ask_to_confirm(alert)
    return alert


def _new_alert(
    email: str, wanted: dict[str, str], digest: str, title: str, frequency: AlertFrequency, actor: Any
) -> Alert:
    author = actor if getattr(actor, "is_authenticated", False) else None
    values = {"wanted": wanted, "title": title, "frequency": frequency, "author": author}
    try:
        with transaction.atomic():
            return Alert.objects.create(email=email, digest=digest, **values)
    except IntegrityError:
        # Asked twice at the same moment: the other one is the alert.
        return Alert.objects.get(email=email, digest=digest, stopped_at=None)


def _ask_to_confirm(alert: Alert) -> None:
    context = {"alert": alert, "address": alert_address("aids:confirm_alert", alert)}
    queue_mail(
        to=alert.email,
        subject="Confirmez votre alerte sur les aides",
        text=render_to_string("offers/mail/alert_confirm.txt", context),
        html=render_to_string("offers/mail/alert_confirm.html", context),
        key=f"alert-confirm:{alert.reference}:{timezone.localdate()}",
    )


@transaction.atomic
def confirm_alert(alert: Alert) -> Alert:
    """Start the alert: what the search finds today is known, and only what comes after is told. Twice is once."""
    current = locked(Alert.objects.filter(pk=alert.pk)).get()
    if current.confirmed_at is None and current.stopped_at is None:
        today = timezone.localdate()
        current.confirmed_at = current.looked_at = timezone.now()
        current.known = look_at(current, today).known({})
        current.save(update_fields=["confirmed_at", "looked_at", "known"])
    return current


@transaction.atomic
def stop_alert(alert: Alert) -> Alert:
    """Send nothing more; twice is once."""
    current = locked(Alert.objects.filter(pk=alert.pk)).get()
    if current.stopped_at is None:
        current.stopped_at = timezone.now()
        current.save(update_fields=["stopped_at"])
    return current


def due_alerts(today: date) -> QuerySet[Alert]:
    """Return the confirmed alerts that have not been looked at today; weekly ones on Mondays alone."""
    rows = Alert.objects.filter(confirmed_at__isnull=False, stopped_at=None, looked_at__date__lt=today)
    if today.weekday() != MONDAY:
        rows = rows.filter(~Q(frequency=AlertFrequency.WEEKLY))
    return rows.order_by("pk")


@transaction.atomic
def send_alert(alert: Alert, *, today: date) -> News:
    """Send what the alert did not tell yet, if there is something, and remember it; a second run sends nothing."""
    current = locked(Alert.objects.filter(pk=alert.pk)).get()
    if not current.is_live:
        return News()
    look = look_at(current, today)
    news = look.news(current.known)
    current.known = look.known(current.known)
    current.looked_at = timezone.now()
    current.save(update_fields=["known", "looked_at"])
    if news:
        _send(current, news, today)
    return news


def _send(alert: Alert, news: News, today: date) -> None:
    stop = alert_address("aids:stop_alert", alert)
    context = {
        "alert": alert,
        "news": news,
        "stop": stop,
        "site": settings.SITE_URL,
        "search": f"{settings.SITE_URL}{reverse('aids:alert_search', args=[alert.reference])}",
    }
    aids = "une nouvelle" if news.count == 1 else f"{news.count} nouvelles"
    queue_mail(
        to=alert.email,
        subject=f"Votre alerte sur les aides\u00a0: {aids}",
        text=render_to_string("offers/mail/alert.txt", context),
        html=render_to_string("offers/mail/alert.html", context),
        key=f"alert:{alert.reference}:{today}",
        headers=one_click(stop),
    )


def purge_alerts() -> int:
    """Forget the alerts that nobody confirmed in a week, and those stopped a month ago; return how many."""
    now = timezone.now()
    unconfirmed = Q(confirmed_at=None, created_at__lt=now - UNCONFIRMED_KEPT)
    deleted, _ = Alert.objects.filter(unconfirmed | Q(stopped_at__lt=now - STOPPED_KEPT)).delete()
    return deleted
