"""What was sent to whom, for the demonstration's mailbox and for support."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone

from mec.core.mail.models import Mail

LATE = timedelta(minutes=5)


@dataclass(frozen=True)
class MailHealth:
    waiting: int
    late: int
    """Waiting for more than five minutes: the mail server refuses them or does not answer."""
    oldest_waiting_at: datetime | None


def sent_mails(*, to: str = "") -> QuerySet[Mail]:
    """Return the mails that left, newest first; `to` keeps those of one address, whatever its case."""
    mails = Mail.objects.filter(sent_at__isnull=False).order_by("-created_at", "-pk")
    return mails.filter(to__iexact=to) if to else mails


def waiting_mails() -> QuerySet[Mail]:
    """Return the mails still to send, oldest first."""
    return Mail.objects.filter(sent_at__isnull=True).order_by("created_at", "pk")


def mail_health() -> MailHealth:
    late = Q(created_at__lt=timezone.now() - LATE)
    figures = waiting_mails().aggregate(
        waiting=Count("pk"), late=Count("pk", filter=late), oldest_waiting_at=Min("created_at")
    )
    return MailHealth(**figures)
