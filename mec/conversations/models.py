from django.conf import settings
from django.db import models

from mec.organizations.models import Organization


class Thread(models.Model):
    """An ordered exchange; who may read it is decided by the object that points at it."""

    created_at = models.DateTimeField("création", auto_now_add=True)

    class Meta:
        verbose_name = "échange"

    def __str__(self) -> str:
        return f"échange {self.pk}"


class Message(models.Model):
    """What one person wrote, once: `key` comes with the form, so that a second click adds nothing."""

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="messages")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="messages"
    )
    """For whom the author wrote."""
    body = models.TextField("message", max_length=10_000)
    key = models.UUIDField("clé d’envoi")
    created_at = models.DateTimeField("écrit le", auto_now_add=True)

    class Meta:
        verbose_name = "message"
        constraints = [
            models.UniqueConstraint(fields=["thread", "author", "key"], name="conversations_message_once"),
        ]
        indexes = [models.Index(fields=["thread", "id"], name="conversations_thread_order")]

    def __str__(self) -> str:
        return f"message {self.pk}"
