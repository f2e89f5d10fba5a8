"""Bring a colleague into an organisation: one address, one role, one link that works once for seven days."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from mec.accounts.invitations import (
    DOUBLE_CLICK,
    VALIDITY,
    InvitationClosedError,
    new_link,
    renew_link,
    revoke_link,
    use_link,
    waiting_for,
)
from mec.accounts.models import User
from mec.core.access import require
from mec.core.journal.services import record
from mec.core.mail.services import queue_mail
from mec.organizations.enums import (
    ROLE_DESCRIPTIONS,
    EntryAudience,
    MembershipRole,
    Permission,
    RequestState,
    Verb,
)
from mec.organizations.joining import INVITATION_PURPOSE, is_open
from mec.organizations.models import Membership, MembershipRequest, Organization, OrganizationInvitation
from mec.organizations.services.joining import AlreadyActingError
from mec.organizations.services.members import attach, lock_members


@transaction.atomic
def invite_member(
    organization: Organization, *, email: str, role: MembershipRole, title: str = "", actor: User
) -> OrganizationInvitation:
    """Send one address a link; an invitation still waiting there is replaced, never doubled.

    The same words again within a minute are the second of two clicks: nothing is sent, the first one is returned.
    Raises AlreadyActingError.
    """
    require(actor, Permission.MANAGE_MEMBERS, organization)
    lock_members(organization)
    address = email.strip().lower()
    if organization.memberships.filter(user__email=address, active=True).exists():
        raise AlreadyActingError
    waiting = waiting_for(organization.invitations.all(), address)
    clicked = waiting.filter(role=role, title=title, invited_by=actor, created_at__gt=timezone.now() - DOUBLE_CLICK)
    known = clicked.first()
    if known:
        return known
    waiting.update(revoked_at=timezone.now())
    token, link = new_link(purpose=INVITATION_PURPOSE)
    invitation = OrganizationInvitation.objects.create(
        organization=organization, email=address, role=role, title=title, invited_by=actor, **link
    )
    _record(actor, Verb.INVITATION_SENT, invitation)
    _send(invitation, token)
    return invitation


@transaction.atomic
def resend_member_invitation(invitation: OrganizationInvitation, *, valid_until: str = "", actor: User) -> None:
    """Send a fresh link; the earlier one stops working. `valid_until` as in `renew_link`.

    Whoever sends it again is who invites: the first sender may have left. Raises InvitationClosedError.
    """
    require(actor, Permission.MANAGE_MEMBERS, invitation.organization)
    rows = OrganizationInvitation.objects.filter(pk=invitation.pk)
    renewed = renew_link(rows, valid_until=valid_until, purpose=INVITATION_PURPOSE, sender=actor)
    if renewed is not None:
        current, token = renewed
        _record(actor, Verb.INVITATION_SENT, current, again=True)
        _send(current, token)


@transaction.atomic
def revoke_member_invitation(invitation: OrganizationInvitation, *, actor: User) -> None:
    """Make the link useless; said twice, it is done once. Raises InvitationClosedError when it was accepted."""
    require(actor, Permission.MANAGE_MEMBERS, invitation.organization)
    if revoke_link(OrganizationInvitation.objects.filter(pk=invitation.pk)):
        _record(actor, Verb.INVITATION_REVOKED, invitation)


@transaction.atomic
def accept_member_invitation(invitation: OrganizationInvitation, *, actor: User) -> Organization:
    """Let the invited person act for the organisation; a member keeps the role that they have.

    What they had asked for themselves is thereby granted. Raises InvitationForSomeoneElseError, InvitationClosedError.
    """
    organization = lock_members(invitation.organization)
    current = use_link(OrganizationInvitation.objects.filter(pk=invitation.pk), actor=actor)
    if not is_open(current):
        raise InvitationClosedError
    if not Membership.objects.filter(user=actor, organization=organization, active=True).exists():
        attach(organization, user=actor, role=MembershipRole(current.role), title=current.title, actor=actor)
    asked = MembershipRequest.objects.filter(user=actor, organization=organization, state=RequestState.PENDING)
    asked.update(state=RequestState.ACCEPTED, decided_by=current.invited_by_id, decided_at=timezone.now())
    _record(actor, Verb.INVITATION_ACCEPTED, current, invited_by=current.invited_by_id)
    return organization


def _record(actor: User, verb: Verb, invitation: OrganizationInvitation, **data: Any) -> None:
    data |= {"invitation": invitation.pk, "role": invitation.role}
    record(actor, verb, invitation.organization, audience=EntryAudience.MEMBERS, data=data)


def _send(invitation: OrganizationInvitation, token: str) -> None:
    context = {
        "invitation": invitation,
        "organization": invitation.organization,
        "inviter": invitation.invited_by,
        "role": ROLE_DESCRIPTIONS[MembershipRole(invitation.role)],
        "address": settings.SITE_URL + reverse("organizations:invitation", args=[token]),
        "days": VALIDITY.days,
    }
    queue_mail(
        to=invitation.email,
        subject=f"{invitation.organization} — {invitation.invited_by} vous invite à rejoindre l’organisation",
        text=render_to_string("organizations/mail/invitation.txt", context),
        html=render_to_string("organizations/mail/invitation.html", context),
        key=f"organization-invitation-{invitation.token_hash}",
    )
