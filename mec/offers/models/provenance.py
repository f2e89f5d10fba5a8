from django.db import models
from django.utils import timezone

from mec.offers.enums import FlagCode, OfferOrigin
from mec.offers.models.offer import Offer


class ExternalRecord(models.Model):
    """An offer as another service gives it: its number there, its licence, and the whole of what was received."""

    offer = models.OneToOneField(Offer, on_delete=models.CASCADE, related_name="external")
    origin = models.CharField("origine", max_length=20, choices=OfferOrigin)
    number = models.CharField("numéro", max_length=60)
    url = models.URLField("adresse publique", max_length=700, blank=True)
    data_url = models.URLField("adresse de la donnée importée", max_length=700, blank=True)
    mention = models.TextField("mention de la source", blank=True)
    licence = models.CharField("licence", max_length=80, blank=True)
    created_at = models.DateTimeField("création à la source", null=True, blank=True)
    updated_at = models.DateTimeField("modification à la source", null=True, blank=True)
    raw = models.JSONField("reçu")
    unplaced = models.JSONField("valeurs non reconnues", default=list, blank=True)
    """"field : value" for each value that no list of ours holds."""

    class Meta:
        verbose_name = "fiche d’un autre service"
        verbose_name_plural = "fiches d’autres services"
        constraints = [models.UniqueConstraint(fields=["origin", "number"], name="offers_externalrecord_unique")]

    def __str__(self) -> str:
        return f"{self.origin} {self.number}"


class QualityFlag(models.Model):
    """What makes an offer doubtful today; it goes away when its cause does."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="flags")
    code = models.CharField("signalement", max_length=30, choices=FlagCode)
    detail = models.CharField("précision", max_length=500, blank=True)
    raised_at = models.DateTimeField("depuis", default=timezone.now)

    class Meta:
        verbose_name = "signalement"
        constraints = [models.UniqueConstraint(fields=["offer", "code", "detail"], name="offers_qualityflag_unique")]

    def __str__(self) -> str:
        return self.get_code_display()


class ImportRun(models.Model):
    """A reading of another service's catalogue: complete, or what stopped it."""

    origin = models.CharField("origine", max_length=20, choices=OfferOrigin)
    started_at = models.DateTimeField("début", default=timezone.now)
    ended_at = models.DateTimeField("fin", null=True, blank=True)
    complete = models.BooleanField("complète", default=False)
    read = models.PositiveIntegerField("lues", default=0)
    added = models.PositiveIntegerField("ajoutées", default=0)
    updated = models.PositiveIntegerField("modifiées", default=0)
    unchanged = models.PositiveIntegerField("inchangées", default=0)
    ended = models.PositiveIntegerField("plus ouvertes", default=0)
    kept = models.PositiveIntegerField("gardées telles que corrigées", default=0)
    problems = models.JSONField("problèmes", default=list, blank=True)
    error = models.TextField("arrêt", blank=True)

    class Meta:
        verbose_name = "lecture d’un catalogue"
        verbose_name_plural = "lectures de catalogues"
        indexes = [models.Index(fields=["origin", "-started_at"], name="offers_importrun_latest")]

    def __str__(self) -> str:
        return f"{self.origin} {self.started_at:%Y-%m-%d}"
