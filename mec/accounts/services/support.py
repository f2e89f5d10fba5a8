"""See the service as a person does, to help them: with a reason, reading only, for a while, and they are told."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from mec.accounts.enums import EntryAudience, Permission, Verb
from mec.accounts.models import SupportVisit, User
from mec.core.access import require
from mec.core.db import locked
from mec.core.journal.queries import entries_of
from mec.core.journal.services import record

SUPPORT_LASTS = timedelta(minutes=30)


class NoReasonGivenError(Exception):
    """Nobody looks into an account without saying why."""


@transaction.atomic
def start_support(account: User, *, reason: str, actor: User) -> SupportVisit:
    """Begin a visit; one that the actor had left open ends. Raises NoReasonGivenError."""
    require(actor, Permission.ASSIST, account)
    if not reason.strip():
        raise NoReasonGivenError
    locked(User.objects.filter(pk=actor.pk)).get()
    for earlier in SupportVisit.objects.filter(agent=actor, ended_at=None).select_related("account", "agent"):
        _end(earlier, timezone.now())
    now = timezone.now()
    visit = SupportVisit.objects.create(
        account=account, agent=actor, reason=reason.strip(), started_at=now, expires_at=now + SUPPORT_LASTS
    )
    _record(visit, Verb.SUPPORT_STARTED)
    return visit


@transaction.atomic
def note_support_page(visit: SupportVisit, *, path: str) -> None:
    """Keep that a page was opened; the journal of the account tells which."""
    record(
        visit.agent,
        Verb.SUPPORT_PAGE,
        visit.account,
        audience=EntryAudience.HOLDER,
        data={"visit": visit.pk, "path": path[:500]},
    )


@transaction.atomic
def end_support(visit: SupportVisit) -> None:
    """End a visit, once; who was seen is told."""
    _end(visit, timezone.now())


@transaction.atomic
def end_overdue_support() -> int:
    """End the visits that reached their limit; return how many."""
    overdue = SupportVisit.objects.filter(ended_at=None, expires_at__lte=timezone.now())
    visits = list(overdue.select_related("account", "agent"))
    for visit in visits:
        _end(visit, visit.expires_at)
    return len(visits)


def _end(visit: SupportVisit, ended_at: datetime) -> None:
    if not SupportVisit.objects.filter(pk=visit.pk, ended_at=None).update(ended_at=min(ended_at, visit.expires_at)):
        return
    pages = entries_of(visit.account).filter(verb=Verb.SUPPORT_PAGE, data__visit=visit.pk).count()
    _record(visit, Verb.SUPPORT_ENDED, pages=pages)


def _record(visit: SupportVisit, verb: Verb, **data: int) -> None:
    record(
        visit.agent,
        verb,
        visit.account,
        audience=EntryAudience.HOLDER,
        reason=visit.reason,
        data={"visit": visit.pk, "started_at": visit.started_at.isoformat(), **data},
    )
