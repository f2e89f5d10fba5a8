"""Who asks to join, who answers, who was invited, and how people find the organisation that is theirs."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from mec.accounts.models import User
from mec.core.access import can
from mec.core.security import hash_secret
from mec.core.text import fold
from mec.organizations.enums import (
    LOCAL_STATE_KINDS,
    STATE_KINDS,
    MembershipRole,
    OrganizationKind,
    Permission,
    RequestState,
)
from mec.organizations.models import Membership, MembershipRequest, Organization, OrganizationInvitation, StatePair
from mec.organizations.queries import active_members, answering_by_departement
from mec.organizations.rules import has_administrator, scope_of
from mec.territories.models import Containment, Territory
from mec.territories.queries import departements_of

BY_TERRITORY = (OrganizationKind.COMMUNE, OrganizationKind.EPCI, OrganizationKind.DEPARTEMENT, OrganizationKind.REGION)
"""Found by their territory, whether the organisation is made already or not."""
MAX_WORDS = 8
INVITATION_PURPOSE = "organization-invitation"


def organizations_visible_to(user: Any) -> QuerySet[Organization]:
    """Return the organisations whose page the person may open: theirs, all of them for the service team; by name."""
    if not getattr(user, "is_active", False):
        return Organization.objects.none()
    found = Organization.objects.order_by("name", "pk").select_related("territory")
    return found if user.is_staff else found.filter(pk__in=scope_of(user).organizations)


def joinable_organizations() -> QuerySet[Organization]:
    """Return what anybody may ask to join; not what somebody has declared and nobody confirmed yet."""
    return Organization.objects.filter(unconfirmed=False).select_related("territory").order_by("name", "pk")


def find_organizations(text: str, limit: int = 10) -> list[Organization]:
    """Return State services and declared bodies each of whose names holds every typed word's beginning; by name.

    Reads their names in one query: there are a few hundred services, and as many bodies as people declared.
    """
    words = _words(text)[:MAX_WORDS]
    if not words:
        return []
    candidates = joinable_organizations().exclude(kind__in=BY_TERRITORY)
    found = [organization for organization in candidates if _is_named(organization, words)]
    return found[:limit]


def _is_named(organization: Organization, words: list[str]) -> bool:
    place = organization.territory.name if organization.territory else ""
    names = _words(f"{organization.name} {organization.short_name} {organization.service_kind} {place}")
    return all(any(name.startswith(word) for name in names) for word in words)


def _words(text: str) -> list[str]:
    return "".join(character if character.isalnum() else " " for character in fold(text)).split()


def requests_of(user: Any) -> QuerySet[MembershipRequest]:
    """Return what the person asked, the latest first."""
    return MembershipRequest.objects.filter(user=user).select_related("organization", "decided_by").order_by("-pk")


def requests_decided_by(user: Any) -> QuerySet[MembershipRequest]:
    """Return the requests, answered or not, of the organisations for whose members the person answers, but their own.

    Agrees with the rule `decides_request`.
    """
    if not getattr(user, "is_active", False):
        return MembershipRequest.objects.none()
    found = MembershipRequest.objects.exclude(user=user).select_related("organization", "user", "decided_by")
    return found if user.is_staff else found.filter(organization__in=_answered_for_by(user))


def requests_visible_to(user: Any) -> QuerySet[MembershipRequest]:
    """Return what the person asked, answered or may answer. Agrees with the rule `reads_request`."""
    if not getattr(user, "is_active", False):
        return MembershipRequest.objects.none()
    answered = requests_decided_by(user).order_by().values("pk")
    found = MembershipRequest.objects.filter(Q(user=user) | Q(decided_by=user) | Q(pk__in=answered))
    return found.select_related("organization__territory", "user", "decided_by")


def waiting(requests: QuerySet[MembershipRequest]) -> QuerySet[MembershipRequest]:
    """Keep what nobody answered yet, the oldest first."""
    return requests.filter(state=RequestState.PENDING).order_by("pk")


def _answered_for_by(user: Any) -> QuerySet[Organization]:
    own = Membership.objects.filter(user=user, role=MembershipRole.ADMIN, active=True).values("organization")
    administrators = Membership.objects.filter(
        organization=OuterRef("pk"), role=MembershipRole.ADMIN, active=True, user__is_active=True
    )
    left = Organization.objects.exclude(Exists(administrators))
    covered = left.exclude(kind__in=STATE_KINDS).filter(_covered_by(scope_of(user).state_services))
    beside = left.filter(kind__in=STATE_KINDS).filter(_beside(own))
    return Organization.objects.filter(
        Q(pk__in=own) | Q(pk__in=covered.values("pk")) | Q(pk__in=beside.values("pk"))
    ).order_by()


def _covered_by(services: frozenset[int]) -> Q:
    perimeters = Organization.perimeter.through.objects.filter(organization__in=services).values("territory")
    places = Containment.objects.filter(outer__in=perimeters).values("inner")
    acting = Organization.perimeter.through.objects.filter(territory__in=places).values("organization")
    return Q(territory__in=places) | Q(pk__in=acting)


def _beside(own: Any) -> Q:
    regional = Organization.objects.filter(pk__in=own, kind=OrganizationKind.SERVICE_REGIONAL).values("pk")
    perimeters = Organization.perimeter.through.objects.filter(organization__in=regional).values("territory")
    places = Containment.objects.filter(outer__in=perimeters, partial=False).values("inner")
    within = Organization.perimeter.through.objects.filter(territory__in=places).values("organization")
    prefectures = StatePair.objects.filter(service__in=own).values("prefecture")
    services = StatePair.objects.filter(prefecture__in=own).values("service")
    return (
        Q(pk__in=prefectures.filter(prefecture__isnull=False))
        | Q(pk__in=services.filter(service__isnull=False))
        | Q(kind__in=LOCAL_STATE_KINDS, pk__in=within)
    )


def deciders_of(organization: Organization) -> QuerySet[User]:
    """Return whom to tell of a request: the nearest of those who may answer it, the service team when nobody else may.

    Its administrators; without them, for a State service those of the other half of its pair and of the regional
    service, for everybody else the services that answer for its départements.
    """
    if has_administrator(organization):
        return _administrators_of(Organization.objects.filter(pk=organization.pk))
    found = (
        _administrators_of(_services_beside(organization))
        if organization.kind in STATE_KINDS
        else active_members(answering_services(organization))
    )
    return found if found.exists() else User.objects.filter(is_staff=True, is_active=True).order_by("pk")


def answering_services(organization: Organization) -> list[Organization]:
    """Return the State services that answer for a body: the pair of its départements, the service of its région."""
    places = [place for place in (organization.territory, *organization.perimeter.all()) if place is not None]
    return services_answering_for(places)


def services_answering_for(places: list[Territory]) -> list[Organization]:
    regional = Organization.objects.filter(kind=OrganizationKind.SERVICE_REGIONAL, perimeter__in=places)
    if found := list(regional.distinct().order_by("name", "pk")):
        return found
    answering = answering_by_departement(departements_of(places))
    return list({one.pk: one for _, services in answering for one in services}.values())


def _administrators_of(organizations: QuerySet[Organization]) -> QuerySet[User]:
    members = Membership.objects.filter(organization__in=organizations, role=MembershipRole.ADMIN, active=True)
    return User.objects.filter(is_active=True, pk__in=members.values("user")).order_by("pk")


def _services_beside(service: Organization) -> QuerySet[Organization]:
    halves = Q(pairs_as_service__prefecture=service) | Q(pairs_as_prefecture__service=service)
    around = Containment.objects.filter(inner__in=service.perimeter.all(), partial=False).values("outer")
    regional = Organization.objects.filter(kind=OrganizationKind.SERVICE_REGIONAL, perimeter__in=around)
    if service.kind not in LOCAL_STATE_KINDS:
        return Organization.objects.filter(halves)
    return Organization.objects.filter(halves | Q(pk__in=regional.values("pk"))).exclude(pk=service.pk)


def members_of_organization(organization: Organization) -> QuerySet[Membership]:
    """Return who acts for it today, by name."""
    return (
        organization.memberships.filter(active=True)
        .select_related("user")
        .order_by("user__last_name", "user__first_name", "pk")
    )


def colleagues_of(user: Any) -> QuerySet[Membership]:
    """Return the other people of the person's organisations, by organisation then by name."""
    found = Membership.objects.filter(
        organization__in=scope_of(user).organizations, active=True, user__is_active=True
    ).exclude(user=user)
    return found.select_related("user", "organization").order_by("organization__name", "user__last_name", "pk")


def membership_visible_to(user: Any, organization_id: int) -> QuerySet[Membership]:
    """Return today's memberships of an organisation whose page the person may open."""
    visible = organizations_visible_to(user).filter(pk=organization_id).order_by().values("pk")
    return Membership.objects.filter(organization__in=visible, active=True).select_related("user", "organization")


def waiting_invitations(organization: Organization) -> QuerySet[OrganizationInvitation]:
    """Return invitations neither accepted nor revoked, the expired ones included: they can be sent again."""
    return (
        organization.invitations.filter(accepted_at=None, revoked_at=None).select_related("invited_by").order_by("-pk")
    )


def is_open(invitation: OrganizationInvitation) -> bool:
    """Whether the link still lets somebody in: neither closed nor expired, and whoever sent it may still invite."""
    if invitation.is_closed or invitation.is_expired:
        return False
    return can(invitation.invited_by, Permission.MANAGE_MEMBERS, invitation.organization)


def organization_invitation_of(token: str) -> OrganizationInvitation | None:
    return (
        OrganizationInvitation.objects.select_related("organization", "invited_by")
        .filter(token_hash=hash_secret(token, purpose=INVITATION_PURPOSE))
        .first()
    )
