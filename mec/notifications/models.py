from django.conf import settings
from django.db import models

from mec.core.journal.models import Entry


class Notification(models.Model):
    """One person is told of one journal entry, once, whatever the retries."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="notifications")
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notifications")
    subject = models.CharField("objet", max_length=250)
    reason = models.CharField("raison", max_length=250)
    """Why this person receives it, as a sentence."""
    body = models.TextField("texte")
    path = models.CharField("page", max_length=250)
    created_at = models.DateTimeField("créée le", auto_now_add=True)
    read_at = models.DateTimeField("lue le", null=True, blank=True)

    class Meta:
        verbose_name = "notification"
        constraints = [
            models.UniqueConstraint(fields=["entry", "recipient"], name="notifications_once"),
        ]
        indexes = [models.Index(fields=["recipient", "-id"], name="notifications_recipient")]

    def __str__(self) -> str:
        return self.subject
