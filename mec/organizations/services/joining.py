"""Ask to act for an organisation, and answer who asks."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from mec.accounts.models import User
from mec.core.access import require
from mec.core.db import locked
from mec.core.journal.services import record
from mec.organizations.enums import EntryAudience, MembershipRole, Permission, RequestState, Verb
from mec.organizations.models import Membership, MembershipRequest, Organization
from mec.organizations.rules import has_administrator
from mec.organizations.services.members import attach, lock_members

PENDING_AT_MOST = 5


class AlreadyActingError(Exception):
    """The person acts for this organisation already."""


class TooManyRequestsError(Exception):
    """The person waits for as many answers as one may: `PENDING_AT_MOST`."""


class RequestClosedError(Exception):
    """Somebody was faster: the request was answered, or withdrawn; `request` says how."""

    def __init__(self, request: MembershipRequest) -> None:
        super().__init__(str(request))
        self.request = request


class NoReasonError(Exception):
    """A refusal says why."""


@transaction.atomic
def request_membership(organization: Organization, *, title: str, message: str, actor: User) -> MembershipRequest:
    """Ask those who answer for the organisation; a request that waits already is returned as it is.

    Raises AlreadyActingError, TooManyRequestsError.
    """
    lock_members(organization)
    if Membership.objects.filter(user=actor, organization=organization, active=True).exists():
        raise AlreadyActingError
    waiting = MembershipRequest.objects.filter(user=actor, state=RequestState.PENDING)
    known = waiting.filter(organization=organization).first()
    if known:
        return known
    if waiting.count() >= PENDING_AT_MOST:
        raise TooManyRequestsError
    request = MembershipRequest.objects.create(
        user=actor, organization=organization, title=title.strip(), message=message.strip()
    )
    _record(actor, Verb.REQUESTED, request)
    return request


@transaction.atomic
def accept_request(request: MembershipRequest, *, actor: User) -> Membership:
    """Let the person in, as administrator when there is none; said twice, done once. Raises RequestClosedError."""
    organization = lock_members(request.organization)
    if _is_done(request, RequestState.ACCEPTED, actor):
        return Membership.objects.get(user=request.user_id, organization=organization)
    require(actor, Permission.DECIDE_REQUEST, request)
    current = _decide(request, RequestState.ACCEPTED, actor)
    Organization.objects.filter(pk=organization.pk, unconfirmed=True).update(unconfirmed=False)
    role = MembershipRole.MEMBER if has_administrator(organization) else MembershipRole.ADMIN
    known = Membership.objects.filter(user=current.user, organization=organization, active=True).first()
    if known is not None:
        role = MembershipRole(known.role)
    membership, _ = attach(organization, user=current.user, role=role, title=current.title, actor=actor)
    _record(actor, Verb.REQUEST_ACCEPTED, current, role=role)
    return membership


@transaction.atomic
def refuse_request(request: MembershipRequest, *, reason: str, actor: User) -> None:
    """Refuse with a reason that the person reads; said twice, done once. Raises NoReasonError, RequestClosedError."""
    if _is_done(request, RequestState.REFUSED, actor):
        return
    require(actor, Permission.DECIDE_REQUEST, request)
    if not reason.strip():
        raise NoReasonError
    current = _decide(request, RequestState.REFUSED, actor, reason=reason.strip())
    _record(actor, Verb.REQUEST_REFUSED, current, reason=reason.strip())


@transaction.atomic
def withdraw_request(request: MembershipRequest, *, actor: User) -> None:
    """Take one’s own request back; said twice, done once. Raises RequestClosedError when it was answered before."""
    require(actor, Permission.WITHDRAW_REQUEST, request)
    if not _is_done(request, RequestState.WITHDRAWN, actor):
        _record(actor, Verb.REQUEST_WITHDRAWN, _decide(request, RequestState.WITHDRAWN, actor))


def _is_done(request: MembershipRequest, state: RequestState, actor: User) -> bool:
    """Whether the same person has just closed it the same way; the answer may have cost them the right to answer."""
    return MembershipRequest.objects.filter(pk=request.pk, state=state, decided_by=actor).exists()


def _decide(request: MembershipRequest, state: RequestState, actor: User, *, reason: str = "") -> MembershipRequest:
    rows = MembershipRequest.objects.filter(pk=request.pk)
    current = locked(rows).get()
    if not current.is_pending:
        raise RequestClosedError(current)
    rows.update(state=state, reason=reason, decided_by=actor, decided_at=timezone.now())
    request.refresh_from_db(fields=["state", "reason", "decided_by", "decided_at"])
    return current


def _record(actor: User, verb: Verb, request: MembershipRequest, *, reason: str = "", **data: Any) -> None:
    data |= {"organization": request.organization_id, "user": request.user_id}
    record(actor, verb, request, audience=EntryAudience.PARTIES, reason=reason, data=data)
