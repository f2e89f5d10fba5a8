from django.conf import settings
from django.db import models
from django.db.models import Q

from mec.projects.enums import PartnerKind, PartnerRole
from mec.projects.models.sheet import Project


class Partner(models.Model):
    """Who does the project with the collectivité. Not a member: it implies no account and gives no right."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="partners")
    key = models.UUIDField("clé d’envoi")
    """Comes with the form: the same form sent twice adds one partner."""
    name = models.CharField("nom", max_length=160)
    kind = models.CharField("nature", max_length=20, choices=PartnerKind)
    role = models.CharField("rôle", max_length=20, choices=PartnerRole)
    commitment = models.TextField("ce qu’il apporte", max_length=500)
    contact_name = models.CharField("personne à contacter", max_length=150, blank=True)
    contact_email = models.EmailField("son adresse électronique", max_length=254, blank=True)
    """Personal data of somebody who has perhaps no account: compared with no account, kept out of the journal."""
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="partners_added")
    created_at = models.DateTimeField("création", auto_now_add=True)
    updated_at = models.DateTimeField("modification", auto_now_add=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="partners_removed"
    )
    removed_at = models.DateTimeField("retrait", null=True, blank=True)
    """Shown as a partner no more, until it is restored."""
    version = models.PositiveIntegerField("version", default=1)

    class Meta:
        verbose_name = "partenaire"
        constraints = [
            models.UniqueConstraint(fields=["project", "created_by", "key"], name="projects_partner_once"),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(kind="") & ~Q(role="") & ~Q(commitment=""),
                name="projects_partner_is_described",
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by=None) | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="projects_partner_removal_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_removed(self) -> bool:
        return self.removed_at is not None
