"""With whom a project is carried."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db import transaction

from mec.core.access import require
from mec.core.db import locked
from mec.core.journal.services import record
from mec.projects.enums import EntryAudience, Permission, Verb
from mec.projects.models import Project
from mec.projects.queries import acting_organization
from mec.territories.models import Territory

MOST_IN_CONSORTIUM = 100
"""Many more than any project has, and few enough for one page."""


class ConsortiumTooLargeError(Exception):
    """There are more than `MOST_IN_CONSORTIUM` collectivités."""


class ConsortiumChangedError(Exception):
    """Somebody changed it since the actor read it; `territories` holds what it is now."""

    def __init__(self, territories: list[Territory]) -> None:
        super().__init__(", ".join(territory.key for territory in territories))
        self.territories = territories


@transaction.atomic
def set_consortium(project: Project, *, to: Iterable[Territory], instead_of: Collection[str], actor: Any) -> bool:
    """Say which collectivités carry the project with its owner; return whether anything changed.

    The owner's own territory is left out: it carries the project anyway. `instead_of`: the keys that the actor read.
    Raises ConsortiumTooLargeError, ConsortiumChangedError.
    """
    require(actor, Permission.EDIT, project)
    known = _locked(project)
    wanted = {territory.key: territory for territory in to if territory.pk != project.owner.territory_id}
    if len(wanted) > MOST_IN_CONSORTIUM:
        raise ConsortiumTooLargeError
    if wanted.keys() == known.keys():
        return False
    if known.keys() != set(instead_of):
        raise ConsortiumChangedError(list(known.values()))
    _write(project, known, wanted, actor)
    return True


@transaction.atomic
def leave_consortium(project: Project, *, territory: Territory, actor: Any) -> bool:
    """Take one collectivité out, whatever the others became meanwhile; return whether it was in."""
    require(actor, Permission.EDIT, project)
    known = _locked(project)
    kept = {key: each for key, each in known.items() if each != territory}
    if len(kept) < len(known):
        _write(project, known, kept, actor)
    return len(kept) < len(known)


def _locked(project: Project) -> dict[str, Territory]:
    current = locked(Project.objects.filter(pk=project.pk)).get()
    return {territory.key: territory for territory in current.consortium.order_by("name", "pk")}


def _write(project: Project, before: dict[str, Territory], after: dict[str, Territory], actor: Any) -> None:
    project.consortium.set(after.values())
    record(
        actor,
        Verb.CONSORTIUM_CHANGED,
        project,
        audience=EntryAudience.MEMBERS,
        behalf=acting_organization(actor, project),
        data={"territories": [sorted(before), sorted(after)]},
    )
