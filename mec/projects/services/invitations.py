"""Bring someone onto a project: one address, one role, one link that works once for seven days."""

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
    InvitationForSomeoneElseError,
    new_link,
    renew_link,
    revoke_link,
    use_link,
    waiting_for,
)
from mec.core.access import require
from mec.core.db import locked
from mec.core.journal.services import record
from mec.core.mail.services import queue_mail
from mec.projects.enums import INVITABLE_ROLES, ROLE_DESCRIPTIONS, EntryAudience, Permission, ProjectRole, Verb
from mec.projects.models import Invitation, Project, ProjectMember
from mec.projects.queries import INVITATION_PURPOSE
from mec.projects.rules import forget_standings, invitable_roles, is_open_invitation

__all__ = [
    "AlreadyMemberError",
    "InvitationClosedError",
    "InvitationForSomeoneElseError",
    "accept_invitation",
    "invite",
    "resend_invitation",
    "revoke_invitation",
]


class AlreadyMemberError(Exception):
    """The address belongs to somebody who is already a member."""


class OwnAddressError(Exception):
    """The actor invites themselves."""


class RoleTooHighError(Exception):
    """Nobody gives by invitation a role above their own."""


@transaction.atomic
def invite(project: Project, *, email: str, role: ProjectRole, message: str, actor: Any) -> Invitation:
    """Send one address a link to this project. An invitation still waiting there is replaced, never doubled.

    The same words again within a minute are the second of two clicks: nothing is sent, the first one is returned.
    Raises AlreadyMemberError, OwnAddressError, RoleTooHighError; ValueError for the role of référent.
    """
    require(actor, Permission.INVITE, project)
    if role not in INVITABLE_ROLES:
        raise ValueError(role)
    if role not in invitable_roles(actor, project):
        raise RoleTooHighError
    address = email.strip().lower()
    if address == actor.email.lower():
        raise OwnAddressError
    if project.members.filter(user__email=address).exists():
        raise AlreadyMemberError
    locked(Project.objects.filter(pk=project.pk)).get()
    clicked = project.invitations.filter(
        email=address,
        role=role,
        message=message.strip(),
        invited_by=actor,
        created_at__gt=timezone.now() - DOUBLE_CLICK,
    )
    known = clicked.filter(accepted_at=None, revoked_at=None).first()
    if known:
        return known
    waiting_for(project.invitations.all(), address).update(revoked_at=timezone.now())
    token, link = new_link(purpose=INVITATION_PURPOSE)
    invitation = Invitation.objects.create(
        project=project,
        email=address,
        role=role,
        message=message.strip(),
        invited_by=actor,
        **link,
    )
    record(
        actor,
        Verb.INVITATION_SENT,
        project,
        audience=EntryAudience.MEMBERS,
        data={"invitation": invitation.pk, "role": role},
    )
    _send(invitation, token)
    return invitation


@transaction.atomic
def resend_invitation(invitation: Invitation, *, valid_until: str = "", actor: Any) -> None:
    """Send a fresh link, valid for seven days again; the earlier one stops working. Raises InvitationClosedError.

    `valid_until`, in ISO 8601, is what the person had before their eyes: if the link was renewed since, by the first
    of two clicks or by a colleague, nothing more is sent. Whoever sends it again and may give the role is who invites.
    """
    require(actor, Permission.INVITE, invitation.project)
    known = Invitation.objects.filter(pk=invitation.pk)
    sender = actor if invitation.role in invitable_roles(actor, invitation.project) else None
    renewed = renew_link(known, valid_until=valid_until, purpose=INVITATION_PURPOSE, sender=sender)
    if renewed is None:
        return
    current, token = renewed
    if not is_open_invitation(current):
        raise InvitationClosedError
    record(
        actor,
        Verb.INVITATION_SENT,
        invitation.project,
        audience=EntryAudience.MEMBERS,
        data={"invitation": current.pk, "role": current.role, "again": True},
    )
    _send(current, token)


@transaction.atomic
def revoke_invitation(invitation: Invitation, *, actor: Any) -> None:
    """Make the link useless; said twice, it is done once. Raises InvitationClosedError when it was already accepted."""
    require(actor, Permission.INVITE, invitation.project)
    if not revoke_link(Invitation.objects.filter(pk=invitation.pk)):
        return
    record(
        actor,
        Verb.INVITATION_REVOKED,
        invitation.project,
        audience=EntryAudience.MEMBERS,
        data={"invitation": invitation.pk},
    )


@transaction.atomic
def accept_invitation(invitation: Invitation, *, actor: Any) -> Project:
    """Make the actor a member with the role of the invitation; a member keeps the role that they have.

    Raises InvitationForSomeoneElseError, InvitationClosedError.
    """
    current = use_link(Invitation.objects.filter(pk=invitation.pk), actor=actor)
    if not is_open_invitation(current):
        raise InvitationClosedError
    project = invitation.project
    ProjectMember.objects.get_or_create(project=project, user=actor, defaults={"role": current.role})
    forget_standings(project)
    record(
        actor,
        Verb.INVITATION_ACCEPTED,
        project,
        audience=EntryAudience.MEMBERS,
        data={"invitation": current.pk, "role": current.role, "invited_by": current.invited_by_id},
    )
    return project


def _send(invitation: Invitation, token: str) -> None:
    context = {
        "invitation": invitation,
        "project": invitation.project,
        "inviter": invitation.invited_by,
        "reference": invitation.project.spoken_reference,
        "role": ROLE_DESCRIPTIONS[ProjectRole(invitation.role)],
        "address": settings.SITE_URL + reverse("projects:invitation", args=[token]),
        "days": VALIDITY.days,
    }
    queue_mail(
        to=invitation.email,
        subject=f"{invitation.project} — {invitation.invited_by} vous invite à suivre ce projet",
        text=render_to_string("projects/mail/invitation.txt", context),
        html=render_to_string("projects/mail/invitation.html", context),
        key=f"invitation-{invitation.token_hash}",
    )
