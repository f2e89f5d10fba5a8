from typing import Any

from django.db import models

from mec.notifications.models import Notification


def notifications_visible_to(user: Any) -> models.QuerySet[Notification]:
    return Notification.objects.filter(recipient=user).select_related("entry__actor").order_by("-id")


def unread_count(user: Any) -> int:
    return Notification.objects.filter(recipient=user, read_at=None).count()
