"""Who does what on a project: roles change, people leave, one of them holds it."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from mec.core.access import require
from mec.core.db import locked
from mec.core.journal.services import record
from mec.projects.enums import INVITABLE_ROLES, EntryAudience, Permission, ProjectRole, Verb
from mec.projects.models import Project, ProjectMember
from mec.projects.rules import forget_standings


class OwnRoleError(Exception):
    """Nobody changes their own role: a colleague does."""


class ReferentStaysError(Exception):
    """A project always has its référent: the role is handed over before they go."""


class MemberGoneError(Exception):
    """The person is not a member any more."""


class RoleChangedError(Exception):
    """Somebody was faster; `member` says which role the person has now."""

    def __init__(self, member: ProjectMember) -> None:
        super().__init__(str(member))
        self.member = member


@transaction.atomic
def change_role(member: ProjectMember, *, role: ProjectRole, seen: str, actor: Any) -> None:
    """Give a member another role than référent, which is handed over; `seen` is the role before the actor's eyes.

    Raises OwnRoleError, ReferentStaysError, MemberGoneError, RoleChangedError; ValueError for the role of référent.
    """
    current = _locked_member(member, actor)
    if role not in INVITABLE_ROLES:
        raise ValueError(role)
    if current.user_id == actor.pk:
        raise OwnRoleError
    if current.role == role:
        return
    if current.role != seen:
        raise RoleChangedError(current)
    if current.role == ProjectRole.REFERENT:
        raise ReferentStaysError
    _set_role(current, role)
    _record_role(current, seen, role, actor)


@transaction.atomic
def hand_lead_over(member: ProjectMember, *, actor: Any) -> None:
    """Have a member hold the project; whoever held it becomes a contributor. Said twice, done once.

    Raises OwnRoleError, MemberGoneError.
    """
    current = _locked_member(member, actor)
    if current.role == ProjectRole.REFERENT:
        return
    if current.user_id == actor.pk:
        raise OwnRoleError
    project = current.project
    former = project.members.filter(role=ProjectRole.REFERENT).first()
    if former:
        _set_role(former, ProjectRole.CONTRIBUTOR)
    _set_role(current, ProjectRole.REFERENT)
    record(
        actor,
        Verb.REFERENT_CHANGED,
        project,
        audience=EntryAudience.MEMBERS,
        data={"user": current.user_id, "former": former.user_id if former else None},
    )


@transaction.atomic
def remove_member(member: ProjectMember, *, actor: Any) -> None:
    """Take somebody off the project, from their next request on, with the invitations that they hold or sent.

    Said twice, done once. Raises OwnRoleError for oneself, ReferentStaysError.
    """
    try:
        current = _locked_member(member, actor)
    except MemberGoneError:
        return
    if current.user_id == actor.pk:
        raise OwnRoleError
    _take_off(current)
    record(
        actor,
        Verb.MEMBER_REMOVED,
        current.project,
        audience=EntryAudience.MEMBERS,
        data={"user": current.user_id, "role": current.role},
    )


@transaction.atomic
def leave_project(project: Project, *, actor: Any) -> None:
    """Stop taking part in a project, even an archived one; said twice, done once. Raises ReferentStaysError."""
    current = locked(ProjectMember.objects.filter(project=project, user=actor)).select_related("user").first()
    if current is None:
        return
    _take_off(current)
    record(
        actor,
        Verb.MEMBER_LEFT,
        project,
        audience=EntryAudience.MEMBERS,
        data={"user": actor.pk, "role": current.role},
    )


def _locked_member(member: ProjectMember, actor: Any) -> ProjectMember:
    """Lock the whole project: a hand-over touches two of its members."""
    require(actor, Permission.MANAGE_MEMBERS, member.project)
    locked(Project.objects.filter(pk=member.project_id)).get()
    current = ProjectMember.objects.filter(pk=member.pk).select_related("project", "user").first()
    if current is None:
        raise MemberGoneError
    return current


def _take_off(member: ProjectMember) -> None:
    if member.role == ProjectRole.REFERENT:
        raise ReferentStaysError
    waiting = member.project.invitations.filter(accepted_at=None, revoked_at=None)
    (waiting.filter(email=member.user.email) | waiting.filter(invited_by=member.user)).update(revoked_at=timezone.now())
    ProjectMember.objects.filter(pk=member.pk).delete()
    forget_standings(member.project)


def _set_role(member: ProjectMember, role: ProjectRole) -> None:
    ProjectMember.objects.filter(pk=member.pk).update(role=role)
    member.role = role
    forget_standings(member.project)


def _record_role(member: ProjectMember, before: str, after: ProjectRole, actor: Any) -> None:
    record(
        actor,
        Verb.ROLE_CHANGED,
        member.project,
        audience=EntryAudience.MEMBERS,
        from_state=before,
        to_state=after,
        data={"user": member.user_id},
    )
