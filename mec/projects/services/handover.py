"""Have somebody take over what a person held for an organisation that they leave."""

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from mec.core.access import require
from mec.core.db import locked
from mec.core.journal.services import record
from mec.organizations.enums import EntryAudience as OrganizationAudience
from mec.organizations.enums import Permission as OrganizationPermission
from mec.organizations.models import Membership, Organization
from mec.projects.enums import EntryAudience, ProjectRole, Verb
from mec.projects.models import Assignment, Project, ProjectMember
from mec.projects.services.marks import refresh_marks


class SuccessorError(Exception):
    """Whoever takes over acts for the organisation today, and is not the person who leaves."""


@dataclass
class HandOver:
    """What changed hands, or was left without anybody, by project id."""

    referent: set[int] = field(default_factory=set)
    in_charge: set[int] = field(default_factory=set)
    others: set[int] = field(default_factory=set)
    """Other roles of the leaver on the organisation's projects: they end with the membership."""


@transaction.atomic
def hand_over(leaver: Any, *, to: Any | None, organization: Organization, actor: Any) -> HandOver:
    """Give `to` the leaver's referent roles on the organisation's projects and what they have in charge for it.

    With nobody, the projects stay the organisation's, without referent, and those in charge wait again. To be called
    in the transaction that ends the membership, before it ends. Raises SuccessorError; Membership.DoesNotExist when
    the leaver does not act for the organisation.
    """
    acting = Membership.objects.filter(organization=organization, active=True)
    require(actor, OrganizationPermission.EDIT_MEMBERSHIP, acting.select_related("organization").get(user=leaver))
    if to is not None and (to.pk == leaver.pk or not acting.filter(user=to, user__is_active=True).exists()):
        raise SuccessorError
    done = HandOver()
    _move_roles(leaver, to, organization, done)
    _move_assignments(leaver, to, organization, done)
    refresh_marks(Project.objects.filter(pk__in=done.in_charge))
    _record_each(leaver, to, organization, actor, done)
    if to is not None and (done.referent or done.in_charge):
        data = {"leaver": leaver.pk, "to": to.pk, "projects": sorted(done.referent | done.in_charge)}
        record(actor, Verb.HAND_OVER_DONE, organization, audience=OrganizationAudience.MEMBERS, data=data)
    return done


def _move_roles(leaver: Any, to: Any | None, organization: Organization, done: HandOver) -> None:
    members = ProjectMember.objects.filter(user=leaver, project__owner=organization)
    for project, role in locked(members).values_list("project", "role"):
        (done.referent if role == ProjectRole.REFERENT else done.others).add(project)
    members.delete()
    if to is None:
        return
    known = ProjectMember.objects.filter(user=to, project__in=done.referent)
    raised = set(known.values_list("project", flat=True))
    known.update(role=ProjectRole.REFERENT)
    ProjectMember.objects.bulk_create(
        ProjectMember(project_id=project, user=to, role=ProjectRole.REFERENT)
        for project in sorted(done.referent - raised)
    )


def _move_assignments(leaver: Any, to: Any | None, organization: Organization, done: HandOver) -> None:
    current = Assignment.objects.filter(agent=leaver, organization=organization, ended_at=None)
    done.in_charge = set(locked(current).values_list("project", flat=True))
    current.update(ended_at=timezone.now())
    if to is not None:
        Assignment.objects.bulk_create(
            Assignment(project_id=project, organization=organization, agent=to) for project in sorted(done.in_charge)
        )


def _record_each(leaver: Any, to: Any | None, organization: Organization, actor: Any, done: HandOver) -> None:
    held = done.referent | done.in_charge
    for project in Project.objects.filter(pk__in=held | done.others).order_by("pk"):
        verb = Verb.HANDED_OVER if to is not None and project.pk in held else Verb.ROLE_ENDED
        data = {
            "from": leaver.pk,
            "from_name": leaver.get_full_name(),
            "to": to.pk if to is not None else None,
            "to_name": to.get_full_name() if to is not None else "",
            "referent": project.pk in done.referent,
            "in_charge": project.pk in done.in_charge,
        }
        record(actor, verb, project, audience=EntryAudience.MEMBERS, behalf=organization, data=data)
