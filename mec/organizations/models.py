from django.conf import settings
from django.db import models
from django.db.models import F, Q

from mec.accounts.invitations import InvitationLink
from mec.organizations.enums import DECLARABLE_KINDS, MembershipRole, OrganizationKind, RequestState, ServiceKind
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
    """Where it acts: départements, régions or the country for a State service, any place for a declared body."""
    unconfirmed = models.BooleanField("à confirmer", default=False)
    """Declared by somebody, until a first member is accepted: nobody else finds it."""
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
            models.UniqueConstraint(
                fields=["siren"],
                condition=Q(kind__in=DECLARABLE_KINDS, territory__isnull=True) & ~Q(siren=""),
                name="organizations_declared_once",
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


class MembershipRequest(models.Model):
    """A person asks to act for an organisation; somebody who answers for it decides."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="membership_requests")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="membership_requests")
    title = models.CharField("fonction", max_length=120)
    message = models.TextField("message", max_length=2_000, blank=True)
    state = models.CharField("état", max_length=20, choices=RequestState, default=RequestState.PENDING)
    reason = models.TextField("motif", max_length=2_000, blank=True)
    """Of a refusal: the person reads it."""
    created_at = models.DateTimeField("demandé le", auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField("décidé le", null=True, blank=True)

    class Meta:
        verbose_name = "demande de rattachement"
        verbose_name_plural = "demandes de rattachement"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organization"],
                condition=Q(state=RequestState.PENDING),
                name="organizations_one_pending_request",
            ),
            models.CheckConstraint(
                condition=~Q(state=RequestState.REFUSED) | ~Q(reason=""), name="organizations_refusal_has_reason"
            ),
        ]
        indexes = [models.Index(fields=["state", "id"], name="organizations_request_state")]

    def __str__(self) -> str:
        return f"{self.user_id} → {self.organization_id} ({self.state})"

    @property
    def is_pending(self) -> bool:
        return self.state == RequestState.PENDING


class OrganizationInvitation(InvitationLink):
    """An address invited to act for an organisation; the link in the mail works once, for seven days."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="invitations")
    role = models.CharField("rôle", max_length=20, choices=MembershipRole, default=MembershipRole.MEMBER)
    title = models.CharField("fonction", max_length=120, blank=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "invitation dans une organisation"
        verbose_name_plural = "invitations dans une organisation"
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "email"],
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="organizations_one_pending_invitation",
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class Absence(models.Model):
    """Somebody is away from an organisation for some days, and a colleague stands in."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="absences")
    deputy = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="deputyships")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="absences")
    starts_on = models.DateField("premier jour")
    ends_on = models.DateField("dernier jour")
    """Included."""
    created_at = models.DateTimeField("déclarée le", auto_now_add=True)
    cancelled_at = models.DateTimeField("annulée le", null=True, blank=True)

    class Meta:
        verbose_name = "absence"
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="organizations_absence_days"),
            models.CheckConstraint(condition=~Q(deputy=F("user")), name="organizations_absence_deputy"),
        ]
        indexes = [models.Index(fields=["user", "ends_on"], name="organizations_absence_user")]

    def __str__(self) -> str:
        return f"{self.user_id} : {self.starts_on} – {self.ends_on}"


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
