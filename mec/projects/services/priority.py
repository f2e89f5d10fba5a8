"""How the local State ranks a project; the collectivité knows only of what was shared with it."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from mec.core.access import require
from mec.core.db import locked
from mec.core.journal.services import record
from mec.projects.enums import EntryAudience, Permission, Priority, Verb
from mec.projects.models import Project
from mec.projects.queries import covering_service
from mec.projects.services.lifecycle import ReasonMissingError


class PriorityChangedError(Exception):
    """A colleague ranked the project since the actor read it; `project` holds what they wrote."""

    def __init__(self, project: Project) -> None:
        super().__init__(str(project.priority))
        self.project = project


@dataclass(frozen=True)
class Ranking:
    """A rank, why, and whether the project's members know both."""

    level: Priority
    reason: str = ""
    shared: bool = False

    @classmethod
    def of(cls, project: Project) -> "Ranking":
        return cls(Priority(project.priority), project.priority_reason, project.priority_shared)


@transaction.atomic
def set_priority(project: Project, *, to: Ranking, instead_of: Ranking, actor: Any) -> bool:
    """Rank the project, for every service that covers it; return whether anything changed.

    `instead_of` is what the actor read. Raises PriorityChangedError; ReasonMissingError, since nobody puts a project
    aside, nor shares a rank with those who wait, without saying why.
    """
    require(actor, Permission.PRIORITISE, project)
    to = Ranking(to.level, to.reason.strip(), to.shared and to.level != Priority.UNSET)
    if not to.reason and (to.level == Priority.ASIDE or to.shared):
        raise ReasonMissingError
    current = locked(Project.objects.filter(pk=project.pk)).get()
    known = Ranking.of(current)
    if known == to:
        return False
    if known != instead_of:
        raise PriorityChangedError(current)
    columns = {"priority": to.level, "priority_reason": to.reason, "priority_shared": to.shared}
    Project.objects.filter(pk=project.pk).update(**columns)
    vars(project).update(columns)
    _record(project, known, to, actor)
    return True


def _record(project: Project, before: Ranking, after: Ranking, actor: Any) -> None:
    """What members may read says nothing of a rank that was not shared with them."""
    organization = covering_service(actor, project)
    record(
        actor,
        Verb.PRIORITY_SET,
        project,
        audience=EntryAudience.STATE,
        behalf=organization,
        from_state=str(before.level.value),
        to_state=str(after.level.value),
        reason=after.reason,
        data={"shared": after.shared},
    )
    if after.shared:
        record(
            actor,
            Verb.PRIORITY_SHARED,
            project,
            audience=EntryAudience.MEMBERS,
            behalf=organization,
            from_state=str(before.level.value) if before.shared else "",
            to_state=str(after.level.value),
            reason=after.reason,
        )
