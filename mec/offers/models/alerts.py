from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from mec.offers.enums import AlertFrequency


class Alert(models.Model):
    """Somebody wants to hear of what a search finds: nothing is sent before the address is confirmed."""

    reference = models.UUIDField("référence", default=uuid4, unique=True, editable=False)
    email = models.EmailField("adresse électronique")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    wanted = models.JSONField("recherche")
    """Filter → value, `text`, `before` and `place` ("commune-07186"): see `offers.alerts`."""
    digest = models.CharField("empreinte de la recherche", max_length=64)
    title = models.CharField("recherche, en mots", max_length=300)
    frequency = models.CharField("fréquence", max_length=15, choices=AlertFrequency)
    known = models.JSONField("déjà dit", default=dict, blank=True)
    """Id of an offer → the digest of its content and the deadline that were told, or known from the start."""
    created_at = models.DateTimeField("création", default=timezone.now)
    confirmed_at = models.DateTimeField("confirmation", null=True, blank=True)
    looked_at = models.DateTimeField("dernière recherche", null=True, blank=True)
    stopped_at = models.DateTimeField("arrêt", null=True, blank=True)

    class Meta:
        verbose_name = "alerte"
        constraints = [
            models.UniqueConstraint(
                fields=["email", "digest"], condition=Q(stopped_at__isnull=True), name="offers_alert_once"
            ),
        ]
        indexes = [models.Index(fields=["looked_at"], condition=Q(stopped_at__isnull=True), name="offers_alert_due")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_live(self) -> bool:
        return self.confirmed_at is not None and self.stopped_at is None
