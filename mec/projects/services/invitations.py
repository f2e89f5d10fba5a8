"""Bring someone onto a project: one address, one role, one link that works once for seven days."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from mec.core.access import require
from mec.core.db import locked
from mec.core.journal.services import record
from mec.core.mail.services import queue_mail
from mec.core.security import hash_secret, new_token
from mec.projects.enums import INVITABLE_ROLES, ROLE_DESCRIPTIONS, EntryAudience, Permission, ProjectRole, Verb
from mec.projects.models import Invitation, Project, ProjectMember
from mec.projects.queries import INVITATION_PURPOSE, is_expired
from mec.projects.rules import forget_standings

VALIDITY = timedelta(days=7)
DOUBLE_CLICK = timedelta(minutes=1)


class AlreadyMemberError(Exception):
    """The address belongs to somebody who is already a member."""


class InvitationClosedError(Exception):
    """The invitation was used, revoked or has expired."""


class InvitationForSomeoneElseError(Exception):
    """The invitation was sent to another address than the actor's."""


@transaction.atomic
def invite(project: Project, *, email: str, role: ProjectRole, message: str, actor: Any) -> Invitation:
    """Send one address a link to this project. An invitation still waiting there is replaced, never doubled.

    The same words again within a minute are the second of two clicks: nothing is sent, the first one is returned.
    Raises AlreadyMemberError; ValueError for a role that cannot be given by invitation.
    """
    require(actor, Permission.INVITE, project)
    if role not in INVITABLE_ROLES:
        raise ValueError(role)
    address = email.strip().lower()
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
    _withdraw_pending(project, address)
    token = new_token()
    invitation = Invitation.objects.create(
        project=project,
        email=address,
        role=role,
        message=message.strip(),
        token_hash=hash_secret(token, purpose=INVITATION_PURPOSE),
        invited_by=actor,
        expires_at=timezone.now() + VALIDITY,
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
    of two clicks or by a colleague, nothing more is sent.
    """
    require(actor, Permission.INVITE, invitation.project)
    current = locked(Invitation.objects.filter(pk=invitation.pk)).get()
    if current.accepted_at or current.revoked_at:
        raise InvitationClosedError
    if valid_until and valid_until != current.expires_at.isoformat():
        return
    token = new_token()
    current.token_hash = hash_secret(token, purpose=INVITATION_PURPOSE)
    current.expires_at = timezone.now() + VALIDITY
    current.save(update_fields=["token_hash", "expires_at"])
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
    current = locked(Invitation.objects.filter(pk=invitation.pk)).get()
    if current.accepted_at:
        raise InvitationClosedError
    if current.revoked_at:
        return
    Invitation.objects.filter(pk=current.pk).update(revoked_at=timezone.now())
    record(
        actor,
        Verb.INVITATION_REVOKED,
        invitation.project,
        audience=EntryAudience.MEMBERS,
        data={"invitation": current.pk},
    )


@transaction.atomic
def accept_invitation(invitation: Invitation, *, actor: Any) -> Project:
    """Make the actor a member with the role of the invitation; a member keeps the role that they have.

    Raises InvitationForSomeoneElseError, InvitationClosedError.
    """
    if actor.email.lower() != invitation.email:
        raise InvitationForSomeoneElseError
    current = locked(Invitation.objects.filter(pk=invitation.pk)).get()
    if current.accepted_at or current.revoked_at or is_expired(current):
        raise InvitationClosedError
    Invitation.objects.filter(pk=current.pk).update(accepted_at=timezone.now(), accepted_by=actor)
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


def _withdraw_pending(project: Project, address: str) -> None:
    pending = project.invitations.filter(email=address, accepted_at=None, revoked_at=None)
    pending.update(revoked_at=timezone.now())


def _send(invitation: Invitation, token: str) -> None:
    context = {
        "invitation": invitation,
        "project": invitation.project,
        "inviter": invitation.invited_by,
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
