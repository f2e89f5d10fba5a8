"""Who is away, and who stands in."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from mec.organizations.models import Absence, Membership


def stand_ins(people: Iterable[Any], on: date, *, organizations: Iterable[Any] | None = None) -> QuerySet[Absence]:
    """Return the absences of these people, that day, during which somebody stands in, the first to end first.

    At most one per person and organisation, and of the given `organizations` alone. Only a deputy who still acts there
    and whose account is open counts; one who is away too counts: nobody is led from one to the next.
    """
    acting = Membership.objects.filter(
        user=OuterRef("deputy"), organization=OuterRef("organization"), active=True, user__is_active=True
    )
    found = Absence.objects.filter(
        Exists(acting), user__in=[person.pk for person in people], starts_on__lte=on, ends_on__gte=on, cancelled_at=None
    )
    if organizations is not None:
        found = found.filter(organization__in=list(organizations))
    return found.select_related("user", "deputy").order_by("ends_on", "pk")


def absences_of(user: Any) -> QuerySet[Absence]:
    """Return the person's absences that are not over, the nearest first."""
    return _not_over(Absence.objects.filter(user=user))


def deputyships_of(user: Any) -> QuerySet[Absence]:
    """Return the absences, not over, during which the person stands in, the nearest first."""
    return _not_over(Absence.objects.filter(deputy=user))


def _not_over(absences: QuerySet[Absence]) -> QuerySet[Absence]:
    current = absences.filter(cancelled_at=None, ends_on__gte=timezone.localdate())
    return current.select_related("user", "deputy", "organization").order_by("starts_on", "pk")
