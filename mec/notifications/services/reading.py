"""What a person has seen."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from mec.notifications.models import Notification


@transaction.atomic
def mark_all_read(*, up_to: int, actor: Any) -> int:
    """Mark as read those of the actor's notifications that they saw, the last being `up_to`; return how many were not.

    What came since the page was shown stays unread, and is not left out of the digest.
    """
    unread = Notification.objects.filter(recipient=actor, read_at=None, pk__lte=up_to)
    return unread.update(read_at=timezone.now())


@transaction.atomic
def mark_read(notification: Notification, *, actor: Any) -> None:
    Notification.objects.filter(pk=notification.pk, recipient=actor, read_at=None).update(read_at=timezone.now())
