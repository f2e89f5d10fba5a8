"""What the State's agents do with a project that reached them."""

from typing import Any

from django.db import transaction

from mec.core.access import require
from mec.core.db import locked
from mec.core.journal.services import record
from mec.projects.enums import EntryAudience, Permission, Verb
from mec.projects.models import Assignment, Project
from mec.projects.queries import covering_service, current_assignment


class AlreadyInChargeError(Exception):
    """Somebody was faster; `assignment` says who."""

    def __init__(self, assignment: Assignment) -> None:
        super().__init__(str(assignment))
        self.assignment = assignment


@transaction.atomic
def take_charge(project: Project, *, actor: Any) -> Assignment:
    """Have the actor, for their State service, follow the project; said twice by the same person, it is done once.

    Raises AlreadyInChargeError when a colleague has it.
    """
    require(actor, Permission.TAKE_CHARGE, project)
    locked(Project.objects.filter(pk=project.pk)).get()
    known = current_assignment(project)
    if known and known.agent_id != actor.pk:
        raise AlreadyInChargeError(known)
    if known:
        return known
    organization = covering_service(actor, project)
    assignment = Assignment.objects.create(project=project, organization=organization, agent=actor)
    record(actor, Verb.TAKEN_IN_CHARGE, project, audience=EntryAudience.MEMBERS, behalf=organization)
    return assignment
