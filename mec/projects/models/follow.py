from django.conf import settings
from django.db import models
from django.utils import timezone

from mec.projects.enums import EventClass
from mec.projects.models.sheet import Project


class Subscription(models.Model):
    """A person's own choice for one class of events of one project, where it differs from what they are told anyway."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="subscriptions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="subscriptions")
    event_class = models.CharField("événements", max_length=20, choices=EventClass)
    follows = models.BooleanField("suit")
    """Told of them without being concerned, or not told any more although they are."""
    updated_at = models.DateTimeField("choisi le", default=timezone.now)

    class Meta:
        verbose_name = "suivi"
        constraints = [
            models.UniqueConstraint(fields=["project", "user", "event_class"], name="projects_subscription_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} : {self.event_class}"
