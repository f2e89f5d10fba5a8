from django.conf import settings
from django.db import models
from django.db.models import Q

from mec.core.journal.models import Entry
from mec.notifications.enums import MailRhythm


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
    for_digest = models.BooleanField("attend le résumé", default=False)
    """No mail left for it: it waits for the person's daily digest, and for one only."""

    class Meta:
        verbose_name = "notification"
        constraints = [
            models.UniqueConstraint(fields=["entry", "recipient"], name="notifications_once"),
        ]
        indexes = [
            models.Index(fields=["recipient", "-id"], name="notifications_recipient"),
            models.Index(fields=["recipient"], condition=Q(for_digest=True), name="notifications_for_digest"),
        ]

    def __str__(self) -> str:
        return self.subject


class MailPreference(models.Model):
    """When a person wants the mails that tell of news; whoever never chose receives them at once."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="mail_preference")
    rhythm = models.CharField("courriels", max_length=20, choices=MailRhythm, default=MailRhythm.IMMEDIATE)
    updated_at = models.DateTimeField("choisi le", auto_now=True)

    class Meta:
        verbose_name = "choix des courriels"
        verbose_name_plural = "choix des courriels"

    def __str__(self) -> str:
        return f"{self.user_id} : {self.rhythm}"
