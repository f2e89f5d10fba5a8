from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from mec.offers.enums import ContributionState, ReportReason, ReportState
from mec.offers.models.offer import Offer
from mec.organizations.models import Organization


class Contribution(models.Model):
    """An offer that somebody proposes, and what the team of the service answers."""

    offer = models.OneToOneField(Offer, on_delete=models.CASCADE, related_name="contribution", verbose_name="offre")
    key = models.UUIDField("clé", default=uuid4)
    """Of the form: sent twice, it proposes once."""
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="contributions")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="organisation"
    )
    """For which the author acted, when there is only one."""
    message = models.TextField("message", max_length=2_000, blank=True)
    state = models.CharField("état", max_length=15, choices=ContributionState, default=ContributionState.WAITING)
    duplicate_of = models.ForeignKey(
        Offer, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="déjà au catalogue"
    )
    reason = models.TextField("motif", max_length=2_000, blank=True)
    """Of a refusal: the author reads it."""
    created_at = models.DateTimeField("proposée le", auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField("décidée le", null=True, blank=True)

    class Meta:
        verbose_name = "proposition d’aide"
        verbose_name_plural = "propositions d’aide"
        constraints = [
            models.UniqueConstraint(fields=["author", "key"], name="offers_contribution_once"),
            models.CheckConstraint(
                condition=~Q(state=ContributionState.REFUSED) | ~Q(reason=""), name="offers_refusal_has_reason"
            ),
        ]
        indexes = [models.Index(fields=["state", "id"], name="offers_contribution_state")]

    def __str__(self) -> str:
        return f"{self.offer_id} ({self.state})"

    @property
    def is_waiting(self) -> bool:
        return self.state == ContributionState.WAITING


class Report(models.Model):
    """What a reader says is wrong with an offer."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="reports", verbose_name="offre")
    key = models.UUIDField("clé", unique=True, default=uuid4)
    """Of the form: sent twice, it reports once."""
    reason = models.CharField("raison", max_length=15, choices=ReportReason)
    message = models.TextField("message", max_length=2_000, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    """Nobody for who is not signed in."""
    state = models.CharField("état", max_length=15, choices=ReportState, default=ReportState.OPEN)
    created_at = models.DateTimeField("signalée le", auto_now_add=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField("traitée le", null=True, blank=True)

    class Meta:
        verbose_name = "erreur signalée"
        verbose_name_plural = "erreurs signalées"
        indexes = [models.Index(fields=["state", "offer"], name="offers_report_state")]

    def __str__(self) -> str:
        return self.get_reason_display()
