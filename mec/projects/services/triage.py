"""Who follows a project for the State: taken, given, passed on, given back."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from mec.core.access import require
from mec.core.db import locked
from mec.core.journal.services import record
from mec.organizations.models import Organization
from mec.projects.enums import EntryAudience, Permission, Verb
from mec.projects.models import Assignment, Project, RoutingRule
from mec.projects.queries import covering_service, current_assignment, may_receive
from mec.projects.services.exchanges import post_state_message
from mec.projects.services.marks import refresh_marks


class AlreadyInChargeError(Exception):
    """Somebody was faster; `assignment` says who."""

    def __init__(self, assignment: Assignment) -> None:
        super().__init__(str(assignment))
        self.assignment = assignment


class NobodyInChargeError(Exception):
    """There is nothing to give back, or to pass on: nobody follows the project any more."""


class NotAReceiverError(Exception):
    """The service does not cover the project, or the agent does not act for that service."""


@dataclass(frozen=True)
class Receiver:
    """To whom a project is given: a State service that covers it, and one of its agents unless it shares out itself."""

    organization: Organization
    agent: Any = None
    rule: RoutingRule | None = None
    """The line of the routing table that suggested it."""

    def is_that_of(self, assignment: Assignment) -> bool:
        agent_id = self.agent.pk if self.agent else None
        return (assignment.organization_id, assignment.agent_id) == (self.organization.pk, agent_id)


@transaction.atomic
def take_charge(project: Project, *, actor: Any) -> Assignment:
    """Have the actor, for their State service, follow the project; said twice by the same person, it is done once.

    One that was given to the actor's whole service is taken the same way. Raises AlreadyInChargeError when a colleague
    has it.
    """
    require(actor, Permission.TAKE_CHARGE, project)
    _lock(project)
    known = current_assignment(project)
    if known and known.agent_id == actor.pk:
        return known
    organization = covering_service(actor, project)
    if known and (known.agent_id or known.organization_id != organization.pk):
        raise AlreadyInChargeError(known)
    return _hand_over(project, known, Receiver(organization, actor), actor)


@transaction.atomic
def assign(
    project: Project, *, to: Receiver, instead_of: Assignment | None = None, note: str = "", actor: Any
) -> Assignment:
    """Give the project to a State service or to one of its agents; `note` goes to the State zone alone.

    `instead_of` is who had it when the actor chose: None for nobody. Given twice to the same, it is done once. Raises
    AlreadyInChargeError when somebody else has it since, NobodyInChargeError when it was given back since,
    NotAReceiverError.
    """
    require(actor, Permission.ASSIGN, project)
    if not may_receive(project, to.organization, to.agent):
        raise NotAReceiverError
    _lock(project)
    known = current_assignment(project)
    if known and to.is_that_of(known):
        return known
    if known and known != instead_of:
        raise AlreadyInChargeError(known)
    if instead_of and not known:
        raise NobodyInChargeError
    assignment = _hand_over(project, known, to, actor)
    _leave_note(project, note, actor)
    return assignment


@transaction.atomic
def release(project: Project, *, expected: Assignment, reason: str = "", actor: Any) -> None:
    """Give the project back: it waits anew, from today. `reason` goes to the State zone alone.

    Raises AlreadyInChargeError when somebody else than `expected` has it by now, NobodyInChargeError when nobody does.
    """
    require(actor, Permission.ASSIGN, project)
    _lock(project)
    known = current_assignment(project)
    if known is None:
        raise NobodyInChargeError
    if known != expected:
        raise AlreadyInChargeError(known)
    _release(project, known, behalf=covering_service(actor, project), actor=actor)
    _leave_note(project, reason, actor)


def release_out_of_reach(project: Project, *, actor: Any) -> None:
    """Have a project that moved wait for those who cover it now, if whoever followed it does not any more.

    For the service that moves it, which has checked the right and holds the project's line.
    """
    known = current_assignment(project)
    if known and not may_receive(project, known.organization, None):
        _release(project, known, behalf=project.owner, actor=actor)


def _release(project: Project, known: Assignment, *, behalf: Organization, actor: Any) -> None:
    _end(known)
    _touch(project)
    record(
        actor,
        Verb.RELEASED,
        project,
        audience=EntryAudience.MEMBERS,
        behalf=behalf,
        data={"previous": _words(known)},
    )


def _lock(project: Project) -> None:
    locked(Project.objects.filter(pk=project.pk)).get()


def _hand_over(project: Project, known: Assignment | None, to: Receiver, actor: Any) -> Assignment:
    if known:
        _end(known)
    itself = to.agent == actor
    assignment = Assignment.objects.create(
        project=project,
        organization=to.organization,
        agent=to.agent,
        assigned_by=None if itself else actor,
        rule=to.rule,
    )
    _touch(project)
    record(
        actor,
        Verb.TAKEN_IN_CHARGE if itself else Verb.ASSIGNED,
        project,
        audience=EntryAudience.MEMBERS,
        behalf=to.organization if itself else covering_service(actor, project),
        data={"to": _words(assignment), "previous": _words(known) if known else None},
    )
    return assignment


def _touch(project: Project) -> None:
    """Say that something happened that everyone may know of."""
    rows = Project.objects.filter(pk=project.pk)
    rows.update(updated_at=timezone.now())
    refresh_marks(rows)


def _end(assignment: Assignment) -> None:
    Assignment.objects.filter(pk=assignment.pk).update(ended_at=timezone.now())


def _words(assignment: Assignment) -> dict[str, Any]:
    """Return who it was, as the journal keeps it: the name of that day, and the ids of whom to tell."""
    return {
        "holder": assignment.holder,
        "agent": assignment.agent_id,
        "organization": assignment.organization_id,
    }


def _leave_note(project: Project, note: str, actor: Any) -> None:
    if note.strip():
        post_state_message(project, body=note, key=uuid4(), actor=actor)
