from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from mec.accounts.models import User
from mec.core.access import require
from mec.core.db import locked
from mec.core.journal import services as journal
from mec.organizations.enums import EntryAudience, MembershipRole, Permission, Verb
from mec.organizations.models import Absence, Membership, Organization
from mec.organizations.rules import forget_scope, is_only_administrator, leaves_somebody


class NotAMemberError(Exception):
    """The person does not act for this organisation, or no longer does."""


class LastAdministratorError(Exception):
    """The organisation would keep members and lose the only one who manages them."""


class OwnRoleError(Exception):
    """Nobody raises their own role, whatever other right they have."""


@transaction.atomic
def add_member(
    organization: Organization,
    *,
    user: User,
    role: MembershipRole = MembershipRole.MEMBER,
    title: str = "",
    actor: User,
) -> Membership:
    """Let a person act for the organisation; one who did before does again. Asked twice, it changes nothing.

    Raises OwnRoleError for whoever would add themselves.
    """
    require(actor, Permission.MANAGE_MEMBERS, organization)
    if actor.pk == user.pk:
        raise OwnRoleError
    return attach(organization, user=user, role=role, title=title, actor=actor)[0]


@transaction.atomic
def attach_member(
    organization: Organization, *, user: User, role: MembershipRole | None = None, title: str | None = None
) -> bool:
    """As `add_member`, for whoever holds the server: no right is asked, nobody is the actor, the journal tells it.

    A role or a title that is not given stays what it is. Return whether anything changed.
    """
    known = locked(Membership.objects.filter(user=user, organization=organization)).first()
    if role is None:
        role = MembershipRole(known.role) if known else MembershipRole.MEMBER
    if title is None:
        title = known.title if known else ""
    return attach(organization, user=user, role=role, title=title, actor=None)[1]


@transaction.atomic
def change_membership(membership: Membership, *, role: MembershipRole, title: str, actor: User) -> bool:
    """Write a member's role and title; return whether anything changed.

    The person writes their own title; the role takes the right to manage members. Raises NotAMemberError,
    OwnRoleError, LastAdministratorError.
    """
    require(actor, Permission.EDIT_MEMBERSHIP, membership)
    organization = lock_members(membership.organization)
    current = _current(organization, membership.user)
    before = {"role": current.role, "title": current.title}
    if current.role != role:
        require(actor, Permission.MANAGE_MEMBERS, organization)
        if role == MembershipRole.ADMIN and current.user_id == actor.pk:
            raise OwnRoleError
        if role != MembershipRole.ADMIN:
            _keep_an_administrator(current)
    if before == {"role": role, "title": title}:
        return False
    current.role, current.title = role, title
    current.save(update_fields=["role", "title"])
    _record(actor, Verb.MEMBER_CHANGED, current, before=before, after={"role": role, "title": title})
    return True


@transaction.atomic
def end_membership(organization: Organization, *, user: User, successor: User | None = None, actor: User) -> None:
    """Have a person act no longer for the organisation; anybody may leave.

    The last administrator leaves members behind only with a `successor`, a member, who becomes administrator; one who
    is alone just leaves. Raises NotAMemberError, LastAdministratorError.
    """
    membership = Membership.objects.filter(user=user, organization=organization, active=True).first()
    if membership is None:
        require(actor, Permission.MANAGE_MEMBERS, organization)
        raise NotAMemberError
    require(actor, Permission.EDIT_MEMBERSHIP, membership)
    current = _current(lock_members(organization), user)
    if successor is not None:
        _pass_administration(current, successor, actor)
    if leaves_somebody(current):
        _keep_an_administrator(current)
    _detach(current, actor=actor)


@transaction.atomic
def detach_member(organization: Organization, *, user: User) -> None:
    """As `end_membership`, for whoever holds the server: no right is asked, nobody is the actor."""
    _detach(_current(organization, user), actor=None)


def lock_members(organization: Organization) -> Organization:
    """Have two changes of the members of one organisation follow one another."""
    return locked(Organization.objects.filter(pk=organization.pk)).get()


def attach(
    organization: Organization, *, user: User, role: MembershipRole, title: str, actor: User | None
) -> tuple[Membership, bool]:
    """Make or renew a membership, for the services that have checked the right."""
    membership = locked(Membership.objects.filter(user=user, organization=organization)).first()
    if membership is None:
        membership = Membership(user=user, organization=organization, active=False)
    elif membership.active and (membership.role, membership.title) == (role, title):
        return membership, False
    membership.role, membership.title, membership.active = role, title, True
    membership.save()
    forget_scope(user)
    _record(actor, Verb.MEMBER_ADDED, membership)
    return membership, True


def _current(organization: Organization, user: User) -> Membership:
    membership = locked(Membership.objects.filter(user=user, organization=organization, active=True)).first()
    if membership is None:
        raise NotAMemberError
    return membership


def _keep_an_administrator(membership: Membership) -> None:
    if is_only_administrator(membership):
        raise LastAdministratorError


def _pass_administration(membership: Membership, successor: User, actor: User) -> None:
    heir = _current(membership.organization, successor)
    if not is_only_administrator(membership):
        return
    before = {"role": heir.role, "title": heir.title}
    heir.role = MembershipRole.ADMIN
    heir.save(update_fields=["role"])
    _record(actor, Verb.MEMBER_CHANGED, heir, before=before, after={"role": heir.role, "title": heir.title})


def _detach(membership: Membership, *, actor: User | None) -> None:
    membership.active = False
    membership.save(update_fields=["active"])
    leaver = membership.user_id
    away = Absence.objects.filter(organization=membership.organization_id)
    coming = away.filter(Q(user=leaver) | Q(deputy=leaver), cancelled_at=None, ends_on__gte=timezone.localdate())
    coming.update(cancelled_at=timezone.now())
    forget_scope(membership.user)
    _record(actor, Verb.MEMBER_ENDED, membership)


def _record(actor: User | None, verb: Verb, membership: Membership, **data: Any) -> None:
    journal.record(
        actor,
        verb,
        membership.organization,
        audience=EntryAudience.MEMBERS.value,
        data={"user": membership.user_id, "role": membership.role, **data},
    )
