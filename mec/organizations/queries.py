"""Who belongs where, and which State services answer for a territory."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from mec.accounts.models import User
from mec.organizations.absences import stand_ins
from mec.organizations.enums import COLLECTIVITE_KINDS, OrganizationKind, PairLack
from mec.organizations.models import Membership, Organization, StatePair
from mec.organizations.names import state_names
from mec.organizations.rules import Scope, scope_of, state_departements_of
from mec.territories.enums import TerritoryKind
from mec.territories.models import Territory

__all__ = [
    "PairGap",
    "Scope",
    "active_members",
    "answering_by_departement",
    "answering_names",
    "carrying_organizations_of",
    "departements_without_pair",
    "is_state_agent",
    "memberships_of",
    "organizations_of",
    "organizations_with_ids",
    "pair_gaps",
    "scope_of",
    "stand_ins",
    "state_departements_of",
    "state_service_of",
    "with_pairs",
]


@dataclass(frozen=True)
class PairGap:
    """A département whose projects might find nobody on the State's side."""

    departement: Territory
    lacks: tuple[PairLack, ...]


def memberships_of(user: Any) -> QuerySet[Membership]:
    """Return for whom the person acts today, the oldest first: what a scope switcher lists."""
    return (
        Membership.objects.filter(user=_id(user), active=True)
        .select_related("organization__territory")
        .order_by("created_at", "pk")
    )


def organizations_of(user: Any) -> QuerySet[Organization]:
    """Return the organisations for which the person acts today; by name."""
    return Organization.objects.filter(
        pk__in=Membership.objects.filter(user=_id(user), active=True).values("organization")
    ).order_by("name", "pk")


def organizations_with_ids(ids: Iterable[int]) -> QuerySet[Organization]:
    """Return the organisations of these ids that exist; by name. For forms whose caller has checked the right."""
    return Organization.objects.filter(pk__in=list(ids)).order_by("name", "pk")


def carrying_organizations_of(user: Any) -> QuerySet[Organization]:
    """Return those of the person's organisations that may carry a project; by name."""
    return organizations_of(user).filter(kind__in=COLLECTIVITE_KINDS).select_related("territory")


def active_members(organizations: Iterable[Organization]) -> QuerySet[User]:
    """Return the people who act for one of the organisations today and whose account is open; by name."""
    members = Membership.objects.filter(organization__in=list(organizations), active=True)
    return User.objects.filter(is_active=True, pk__in=members.values("user")).order_by("last_name", "first_name", "pk")


def is_state_agent(user: Any) -> bool:
    return bool(scope_of(user).state_services)


def state_service_of(territory: Territory, kind: OrganizationKind) -> Organization | None:
    """Return the State service of a kind whose perimeter is, or names, the territory: the préfecture of Ardèche."""
    return Organization.objects.filter(kind=kind, perimeter=territory).order_by("pk").first()


def departements_without_pair() -> QuerySet[Territory]:
    """Return today's départements and overseas collectivités that have no pair, or an empty one; by code."""
    return (
        Territory.objects.filter(kind=TerritoryKind.DEPARTEMENT, valid_until__isnull=True)
        .filter(Q(state_pair__isnull=True) | Q(state_pair__prefecture=None, state_pair__service=None))
        .order_by("code")
    )


def pair_gaps() -> list[PairGap]:
    """Return the départements whose pair lacks a half, or where nobody has an account yet; by code."""
    people = Membership.objects.filter(active=True, user__is_active=True)
    pairs = _pairs().annotate(
        reached=Exists(people.filter(Q(organization=OuterRef("prefecture")) | Q(organization=OuterRef("service"))))
    )
    by_departement = {pair.departement_id: pair for pair in pairs}
    departements = Territory.objects.filter(kind=TerritoryKind.DEPARTEMENT, valid_until__isnull=True).order_by("code")
    gaps = [PairGap(departement, _lacks(by_departement.get(departement.pk))) for departement in departements]
    return [gap for gap in gaps if gap.lacks]


def _lacks(pair: Any) -> tuple[PairLack, ...]:
    if pair is None:
        return (PairLack.PREFECTURE, PairLack.SERVICE, PairLack.MEMBERS)
    found = (
        (PairLack.PREFECTURE, pair.prefecture_id is None),
        (PairLack.SERVICE, pair.service_id is None),
        (PairLack.MEMBERS, not pair.reached),
    )
    return tuple(lack for lack, is_missing in found if is_missing)


def answering_by_departement(departements: Iterable[Territory]) -> list[tuple[Territory, list[Organization]]]:
    """Return the State services that answer for each département: never none once the reference data is loaded.

    Its pair, the territorial service first; without one, the regional services that cover it; without one, the ANCT.
    At most three queries, whatever the number of départements; none of them for the pairs that `with_pairs` has read.
    """
    departements = list(departements)
    pairs = _pairs_of(departements)
    answers = {departement.pk: _halves(pairs.get(departement.pk)) for departement in departements}
    orphans = [pk for pk, organizations in answers.items() if not organizations]
    if orphans:
        answers |= _answering_without_pair(orphans)
    return [(departement, answers[departement.pk]) for departement in departements]


def with_pairs() -> QuerySet[Territory]:
    """Return territories with what `answering_by_departement` would ask of them: for a prefetch of départements."""
    return Territory.objects.select_related("state_pair__prefecture", "state_pair__service")


def _pairs_of(departements: Collection[Territory]) -> dict[int, StatePair | None]:
    if all(Territory.state_pair.is_cached(departement) for departement in departements):
        return {departement.pk: getattr(departement, "state_pair", None) for departement in departements}
    return {pair.departement_id: pair for pair in _pairs().filter(departement__in=departements)}


def answering_names(departements: Iterable[Territory], *, to: bool = False) -> str:
    """Name who answers, for a sentence: "la DDT et la préfecture de l’Ardèche".

    With `to`: "à la DDT et à la préfecture de l’Ardèche".
    """
    return state_names(answering_by_departement(departements), to=to)


def _halves(pair: StatePair | None) -> list[Organization]:
    return [half for half in (pair.service, pair.prefecture) if half is not None] if pair else []


def _answering_without_pair(ids: Collection[int]) -> dict[int, list[Organization]]:
    regional: dict[int, list[Organization]] = {pk: [] for pk in ids}
    lines = Organization.objects.filter(
        kind=OrganizationKind.SERVICE_REGIONAL,
        perimeter__containments_in__inner__in=ids,
        perimeter__containments_in__partial=False,
    ).values_list("pk", "perimeter__containments_in__inner")
    pairs = set(lines)
    fallback = [OrganizationKind.SERVICE_REGIONAL, OrganizationKind.ANCT]
    organizations = list(Organization.objects.filter(kind__in=fallback).order_by("name", "pk"))
    national = [organization for organization in organizations if organization.kind == OrganizationKind.ANCT]
    for pk in ids:
        regional[pk] = [organization for organization in organizations if (organization.pk, pk) in pairs] or national
    return regional


def _pairs() -> QuerySet[StatePair]:
    return StatePair.objects.select_related("departement", "prefecture", "service")


def _id(user: Any) -> int | None:
    """Return the id of a signed-in person; an anonymous visitor has none and belongs nowhere."""
    return getattr(user, "pk", None)
