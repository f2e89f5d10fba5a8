from django.db import transaction

from mec.accounts.models import User
from mec.core.access import require
from mec.core.db import locked
from mec.core.journal import services as journal
from mec.organizations.enums import EntryAudience, MembershipRole, Permission, Verb
from mec.organizations.models import Membership, Organization
from mec.organizations.rules import forget_scope


class NotAMemberError(Exception):
    """The person does not act for this organisation, or no longer does."""


@transaction.atomic
def add_member(
    organization: Organization,
    *,
    user: User,
    role: MembershipRole = MembershipRole.MEMBER,
    title: str = "",
    actor: User,
) -> Membership:
    """Let a person act for the organisation; one who did before does again. Asked twice, it changes nothing."""
    require(actor, Permission.MANAGE_MEMBERS, organization)
    return _attach(organization, user=user, role=role, title=title, actor=actor)[0]


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
    return _attach(organization, user=user, role=role, title=title, actor=None)[1]


@transaction.atomic
def end_membership(organization: Organization, *, user: User, actor: User) -> None:
    """Have a person act no longer for the organisation. Raises NotAMemberError."""
    require(actor, Permission.MANAGE_MEMBERS, organization)
    _detach(organization, user=user, actor=actor)


@transaction.atomic
def detach_member(organization: Organization, *, user: User) -> None:
    """As `end_membership`, for whoever holds the server: no right is asked, nobody is the actor."""
    _detach(organization, user=user, actor=None)


def _attach(
    organization: Organization, *, user: User, role: MembershipRole, title: str, actor: User | None
) -> tuple[Membership, bool]:
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


def _detach(organization: Organization, *, user: User, actor: User | None) -> None:
    membership = locked(Membership.objects.filter(user=user, organization=organization, active=True)).first()
    if membership is None:
        raise NotAMemberError
    membership.active = False
    membership.save(update_fields=["active"])
    forget_scope(user)
    _record(actor, Verb.MEMBER_ENDED, membership)


def _record(actor: User | None, verb: Verb, membership: Membership) -> None:
    journal.record(
        actor,
        verb,
        membership.organization,
        audience=EntryAudience.MEMBERS.value,
        data={"user": membership.user_id, "role": membership.role},
    )
