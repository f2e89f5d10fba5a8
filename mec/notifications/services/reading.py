"""What a person has seen."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from mec.notifications.models import Notification


@transaction.atomic
def mark_all_read(*, actor: Any) -> int:
    """Mark every notification of the actor as read; return how many were not."""
    return Notification.objects.filter(recipient=actor, read_at=None).update(read_at=timezone.now())


@transaction.atomic
def mark_read(notification: Notification, *, actor: Any) -> None:
    Notification.objects.filter(pk=notification.pk, recipient=actor, read_at=None).update(read_at=timezone.now())
