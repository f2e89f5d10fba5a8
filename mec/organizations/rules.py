"""Who may change an organisation, and what a State service covers."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from mec.core.access import rule
from mec.organizations.enums import STATE_KINDS, MembershipRole, Permission
from mec.organizations.models import Membership, Organization
from mec.territories.enums import TerritoryKind
from mec.territories.models import Containment, Territory


@dataclass(frozen=True)
class Scope:
    """For whom a person acts, as ids: what every rule and every list of a request starts from."""

    organizations: frozenset[int]
    state_services: frozenset[int]
    departements: frozenset[int]
    """Those that the person's State services cover."""


@rule(Permission.MANAGE_MEMBERS)
def administers(user: Any, organization: Organization) -> bool:
    return Membership.objects.filter(
        user=user, organization=organization, role=MembershipRole.ADMIN, active=True
    ).exists()


@rule(Permission.MANAGE_MEMBERS)
@rule(Permission.SET_PAIR)
def is_service_team(user: Any, target: object) -> bool:
    return bool(user.is_staff)


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
        return Scope(frozenset(), frozenset(), frozenset())
    lines = Membership.objects.filter(user=user.pk, active=True).values_list("organization", "organization__kind")
    kinds = dict(lines)
    services = frozenset(organization for organization, kind in kinds.items() if kind in STATE_KINDS)
    return Scope(frozenset(kinds), services, _covered_departements(services))


def _covered_departements(services: frozenset[int]) -> frozenset[int]:
    """A perimeter covers a département when it is that département or contains it wholly: a région, the country."""
    if not services:
        return frozenset()
    perimeters = Organization.perimeter.through.objects.filter(organization__in=services)
    covers = Containment.objects.filter(inner=OuterRef("pk"), partial=False, outer__in=perimeters.values("territory"))
    departements = Territory.objects.filter(Exists(covers), kind=TerritoryKind.DEPARTEMENT)
    return frozenset(departements.values_list("pk", flat=True))
