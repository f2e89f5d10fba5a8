"""Who may change an organisation, who answers for one that has no administrator, and what a State service covers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from mec.core.access import rule
from mec.organizations.enums import (
    COLLECTIVITE_KINDS,
    LOCAL_STATE_KINDS,
    STATE_KINDS,
    MembershipRole,
    OrganizationKind,
    Permission,
)
from mec.organizations.models import Absence, Membership, MembershipRequest, Organization, StatePair
from mec.territories.enums import TerritoryKind
from mec.territories.models import Containment, Territory

_MOST_DEPARTEMENTS = 1_000


@dataclass(frozen=True)
class Scope:
    """For whom a person acts, as ids: what every rule and every list of a request starts from."""

    organizations: frozenset[int]
    collectivites: frozenset[int]
    """Those that may carry a project."""
    state_services: frozenset[int]
    departements: frozenset[int]
    """Those that the person's State services cover."""
    whole_country: bool = False
    """Whether one of these services covers the whole country."""


@rule(Permission.VIEW)
@rule(Permission.DECLARE_ABSENCE)
def acts_for(user: Any, organization: Organization) -> bool:
    return Membership.objects.filter(user=user, organization=organization, active=True).exists()


@rule(Permission.MANAGE_MEMBERS)
def administers(user: Any, organization: Organization) -> bool:
    return Membership.objects.filter(
        user=user, organization=organization, role=MembershipRole.ADMIN, active=True
    ).exists()


@rule(Permission.VIEW)
@rule(Permission.MANAGE_MEMBERS)
@rule(Permission.SET_PAIR)
def is_service_team(user: Any, target: object) -> bool:
    return bool(user.is_staff)


@rule(Permission.EDIT_MEMBERSHIP)
def holds_or_manages(user: Any, membership: Membership) -> bool:
    """A person changes their own title and leaves; a role is for those who manage the members."""
    organization = membership.organization
    return bool(membership.user_id == user.pk) or is_service_team(user, organization) or administers(user, organization)


@rule(Permission.VIEW_REQUEST)
def reads_request(user: Any, request: MembershipRequest) -> bool:
    return user.pk in (request.user_id, request.decided_by_id) or decides_request(user, request)


@rule(Permission.DECIDE_REQUEST)
def decides_request(user: Any, request: MembershipRequest) -> bool:
    """Never on one’s own request, whoever one is; `requests_decided_by` in queries answers the same for lists."""
    return request.user_id != user.pk and answers_for_members_of(user, request.organization)


@rule(Permission.WITHDRAW_REQUEST)
@rule(Permission.CANCEL_ABSENCE)
def is_ones_own(user: Any, target: MembershipRequest | Absence) -> bool:
    return bool(target.user_id == user.pk)


def has_administrator(organization: Organization) -> bool:
    """Whether somebody whose account is open administers it today."""
    return organization.memberships.filter(role=MembershipRole.ADMIN, active=True, user__is_active=True).exists()


def is_only_administrator(membership: Membership) -> bool:
    others = Membership.objects.filter(organization=membership.organization_id, role=MembershipRole.ADMIN, active=True)
    known = others.exclude(pk=membership.pk).filter(user__is_active=True)
    return membership.role == MembershipRole.ADMIN and not known.exists()


def leaves_somebody(membership: Membership) -> bool:
    """Whether the organisation keeps a member when this one leaves."""
    others = Membership.objects.filter(organization=membership.organization_id, active=True, user__is_active=True)
    return others.exclude(pk=membership.pk).exists()


def answers_for_members_of(user: Any, organization: Organization) -> bool:
    """Its administrators and the service team; without administrator, those who stand nearest.

    For a State service, the administrators of the other half of its pair and of the regional service; for everybody
    else, the agents of the State services that cover it.
    """
    if is_service_team(user, organization) or administers(user, organization):
        return True
    if has_administrator(organization):
        return False
    if organization.kind in STATE_KINDS:
        return _administers_beside(user, organization)
    return _covers(user, organization)


def _administers_beside(user: Any, service: Organization) -> bool:
    own = Membership.objects.filter(user=user, role=MembershipRole.ADMIN, active=True).values("organization")
    halves = Q(prefecture=service, service__in=own) | Q(service=service, prefecture__in=own)
    if StatePair.objects.filter(halves).exists():
        return True
    regional = Organization.objects.filter(pk__in=own, kind=OrganizationKind.SERVICE_REGIONAL)
    around = Containment.objects.filter(inner__in=service.perimeter.all(), partial=False).values("outer")
    return service.kind in LOCAL_STATE_KINDS and regional.filter(perimeter__in=around).exists()


def _covers(user: Any, organization: Organization) -> bool:
    """Whether a place where the organisation is, or acts, lies in the perimeter of one of the person's services."""
    perimeters = Organization.perimeter.through.objects.filter(organization__in=scope_of(user).state_services)
    places = [organization.territory_id, *organization.perimeter.values_list("pk", flat=True)]
    return Containment.objects.filter(
        inner__in=[*filter(None, places)], outer__in=perimeters.values("territory")
    ).exists()


def reads_journal_of_request(user: Any, request: Any) -> bool:
    """Answer for EntryAudience.PARTIES."""
    return reads_request(user, request)


def reads_journal_of_absence(user: Any, absence: Any) -> bool:
    """Answer for EntryAudience.COLLEAGUES."""
    return user.pk in (absence.user_id, absence.deputy_id)


def reads_journal_of_organization(user: Any, organization: Any) -> bool:
    """Answer for EntryAudience.MEMBERS."""
    return bool(user.is_staff) or Membership.objects.filter(user=user, organization=organization, active=True).exists()


def reads_journal_of_pair(user: Any, pair: Any) -> bool:
    """Answer for EntryAudience.STATE."""
    return bool(user.is_staff) or pair.departement_id in state_departements_of(user)


def state_departements_of(user: Any) -> frozenset[int]:
    """Return the ids of the départements covered by the State services for which the person acts."""
    return scope_of(user).departements


def scope_of(user: Any) -> Scope:
    """Return for whom the person acts, read once per person as loaded: in a page, once per request (two queries)."""
    known: Scope | None = vars(user).get("_scope")
    if known is None:
        known = _read_scope(user)
        vars(user)["_scope"] = known
    return known


def forget_scope(user: Any) -> None:
    """Have the next question read the database again: the person's memberships have just changed."""
    vars(user).pop("_scope", None)


def _read_scope(user: Any) -> Scope:
    if not getattr(user, "is_active", False):
        return Scope(frozenset(), frozenset(), frozenset(), frozenset())
    held = Membership.objects.filter(user=user.pk, active=True)
    perimeter = ("organization__perimeter", "organization__perimeter__kind")
    lines = list(held.values_list("organization", "organization__kind", *perimeter))
    services = frozenset(organization for organization, kind, *_ in lines if kind in STATE_KINDS)
    covered = [line for line in lines if line[0] in services and line[2]]
    perimeters = {territory: kind for _, _, territory, kind in covered}
    return Scope(
        organizations=frozenset(line[0] for line in lines),
        collectivites=frozenset(organization for organization, kind, *_ in lines if kind in COLLECTIVITE_KINDS),
        state_services=services,
        departements=_covered_departements(perimeters),
        whole_country=TerritoryKind.PAYS in perimeters.values(),
    )


def _covered_departements(perimeters: Mapping[int, str]) -> frozenset[int]:
    """A perimeter covers a département when it is that département or contains it wholly: a région, the country.

    `perimeters`: their kinds, by id; what is no département may contain some, which is asked.
    """
    own = frozenset(pk for pk, kind in perimeters.items() if kind == TerritoryKind.DEPARTEMENT)
    wider = set(perimeters) - own
    if not wider:
        return own
    departements = Territory.objects.filter(kind=TerritoryKind.DEPARTEMENT)
    if TerritoryKind.PAYS in perimeters.values():
        return frozenset(departements.values_list("pk", flat=True))
    # Bounded, the départements are looked up one by one: a région contains thousands of other territories.
    bounded = departements.order_by("code")[:_MOST_DEPARTEMENTS]
    inside = Containment.objects.filter(inner__in=bounded.values("pk"), outer__in=wider, partial=False)
    return own | frozenset(inside.values_list("inner", flat=True))
