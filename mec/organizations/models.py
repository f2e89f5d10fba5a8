from django.conf import settings
from django.db import models
from django.db.models import Q

from mec.organizations.enums import MembershipRole, OrganizationKind, ServiceKind
from mec.territories.models import Territory


class Organization(models.Model):
    """A collectivité, a State service, an operator, an association, a provider."""

    kind = models.CharField("nature", max_length=30, choices=OrganizationKind)
    name = models.CharField("nom", max_length=200)
    short_name = models.CharField("nom court", max_length=80, blank=True)
    """As people say it in the département: "DDT", "préfecture"; with `territory` it makes "la DDT de l’Ardèche"."""
    service_kind = models.CharField("nature du service", max_length=30, choices=ServiceKind, blank=True)
    """Of a State service only."""
    siren = models.CharField("SIREN", max_length=9, blank=True)
    territory = models.ForeignKey(
        Territory,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="organizations",
        verbose_name="territoire",
    )
    """For a collectivité, the territory that it is; for a State service, the one that names it."""
    perimeter = models.ManyToManyField(
        Territory, blank=True, related_name="covering_organizations", verbose_name="périmètre"
    )
    """Where a State service acts: départements, régions or the country."""
    demo = models.BooleanField("fictive", default=False)
    reference_mark = models.CharField("écrit par le référentiel", max_length=64, blank=True)
    """What the reference data wrote last: when the row says otherwise, somebody corrected it and it is left alone."""
    created_at = models.DateTimeField("création", auto_now_add=True)

    class Meta:
        verbose_name = "organisation"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "territory"],
                condition=Q(
                    kind__in=["commune", "epci", "departement", "region", "com", "prefecture", "service_departemental"]
                ),
                name="organizations_one_per_territory",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person acts for an organisation."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField("rôle", max_length=20, choices=MembershipRole, default=MembershipRole.MEMBER)
    title = models.CharField("fonction", max_length=120, blank=True)
    active = models.BooleanField("en cours", default=True)
    created_at = models.DateTimeField("depuis", auto_now_add=True)

    class Meta:
        verbose_name = "rattachement"
        constraints = [
            models.UniqueConstraint(fields=["user", "organization"], name="organizations_membership_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} → {self.organization_id}"


class StatePair(models.Model):
    """The two State addressees of a département: its préfecture and its territorial service."""

    departement = models.OneToOneField(Territory, on_delete=models.PROTECT, related_name="state_pair")
    prefecture = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="pairs_as_prefecture"
    )
    service = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="pairs_as_service"
    )

    reference_mark = models.CharField("écrit par le référentiel", max_length=64, blank=True)
    """As `Organization.reference_mark`."""

    class Meta:
        verbose_name = "binôme de l’État"

    def __str__(self) -> str:
        return f"binôme {self.departement_id}"
