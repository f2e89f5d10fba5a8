"""Say that one is away, and who stands in."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from mec.accounts.models import User
from mec.core.access import require
from mec.core.journal.services import record
from mec.organizations.enums import EntryAudience, Permission, Verb
from mec.organizations.models import Absence, Membership, Organization
from mec.organizations.services.members import NotAMemberError, lock_members


class DeputyError(Exception):
    """Nobody stands in for themselves, nor somebody who does not act for the organisation."""


class AbsenceDatesError(Exception):
    """The absence ends before it begins, or is over already."""


class OverlappingAbsenceError(Exception):
    """The person is already away from this organisation on one of these days; `absence` says when."""

    def __init__(self, absence: Absence) -> None:
        super().__init__(str(absence))
        self.absence = absence


@transaction.atomic
def declare_absence(
    organization: Organization, *, deputy: User, starts_on: date, ends_on: date, actor: User
) -> Absence:
    """Have a colleague stand in from the first day to the last, both included.

    The same absence said twice is one. Raises NotAMemberError, DeputyError, AbsenceDatesError, OverlappingAbsenceError.
    """
    require(actor, Permission.DECLARE_ABSENCE, organization)
    lock_members(organization)
    members = Membership.objects.filter(organization=organization, active=True, user__is_active=True)
    if not members.filter(user=actor).exists():
        raise NotAMemberError
    if deputy.pk == actor.pk or not members.filter(user=deputy).exists():
        raise DeputyError
    if ends_on < starts_on or ends_on < timezone.localdate():
        raise AbsenceDatesError
    own = Absence.objects.filter(user=actor, organization=organization, cancelled_at=None)
    known = own.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).order_by("starts_on").first()
    if known is not None:
        if (known.deputy_id, known.starts_on, known.ends_on) == (deputy.pk, starts_on, ends_on):
            return known
        raise OverlappingAbsenceError(known)
    absence = Absence.objects.create(
        user=actor, deputy=deputy, organization=organization, starts_on=starts_on, ends_on=ends_on
    )
    _record(actor, Verb.ABSENCE_DECLARED, absence)
    return absence


@transaction.atomic
def cancel_absence(absence: Absence, *, actor: User) -> None:
    """Be there after all; said twice, done once."""
    require(actor, Permission.CANCEL_ABSENCE, absence)
    if Absence.objects.filter(pk=absence.pk, cancelled_at=None).update(cancelled_at=timezone.now()):
        _record(actor, Verb.ABSENCE_CANCELLED, absence)


def _record(actor: User, verb: Verb, absence: Absence) -> None:
    days = {"starts_on": absence.starts_on.isoformat(), "ends_on": absence.ends_on.isoformat()}
    record(
        actor,
        verb,
        absence,
        audience=EntryAudience.COLLEAGUES,
        behalf=absence.organization,
        data=days | {"deputy": absence.deputy_id, "organization": absence.organization_id},
    )
