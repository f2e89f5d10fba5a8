"""Write a project, as a draft first, and send it to the local State."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from mec.conversations.models import Thread
from mec.core.access import require
from mec.core.db import locked, save_version
from mec.core.journal.services import record
from mec.organizations.models import Organization
from mec.projects.enums import EntryAudience, Permission, PhaseStatus, ProjectRole, ProjectState, Verb
from mec.projects.index import index_project
from mec.projects.models import Project, ProjectMember
from mec.taxonomy.enums import Phase
from mec.taxonomy.models import Topic
from mec.territories.models import Territory
from mec.territories.queries import departements_of

REFERENCE_TRIES = 5


@dataclass(frozen=True)
class SheetContent:
    """What the collectivité writes; a draft may leave any of it empty."""

    name: str
    description: str
    phase: str
    territories: Sequence[Territory]
    topics: Sequence[Topic] = ()
    """What the collectivité declares; empty when it does not know."""

    def missing(self) -> list[str]:
        """Return the names of the required fields that are empty, in the order of the page."""
        required = {
            "name": self.name.strip(),
            "territories": self.territories,
            "description": self.description.strip(),
            "phase": self.phase,
        }
        return [field for field, value in required.items() if not value]

    def is_that_of(self, project: Project) -> bool:
        """Tell whether the project, as it is recorded, says exactly this."""
        return describe(project) == {
            "name": self.name.strip(),
            "description": self.description.strip(),
            "phase": self.phase,
            "territories": sorted(territory.code for territory in self.territories),
            "topics": sorted(topic.code for topic in self.topics),
        }


class IncompleteProjectError(Exception):
    """Something required is missing; `fields` says what."""

    def __init__(self, fields: list[str]) -> None:
        super().__init__(", ".join(fields))
        self.fields = fields


class NotADraftError(Exception):
    """The project is not in the state that the move starts from: already sent, put away or brought back."""


class ReferencesExhaustedError(Exception):
    """Several references drawn in a row were taken: there are too many projects for eight digits."""


@transaction.atomic
def create_draft(*, key: UUID, owner: Organization, content: SheetContent, actor: Any) -> Project:
    """Start a project for a collectivité of the actor; the same `key` again returns the same draft, untouched."""
    require(actor, Permission.CREATE, owner)
    for _ in range(REFERENCE_TRIES):
        known = Project.objects.filter(created_by=actor, key=key).first()
        if known:
            return known
        try:
            return _create(key, owner, content, actor)
        except IntegrityError:
            continue  # The second of two clicks came first, or the reference is another project's.
    raise ReferencesExhaustedError


@transaction.atomic
def _create(key: UUID, owner: Organization, content: SheetContent, actor: Any) -> Project:
    project = Project.objects.create(
        key=key,
        owner=owner,
        created_by=actor,
        thread=Thread.objects.create(),
        state_thread=Thread.objects.create(),
        phase_status=PhaseStatus.IN_PROGRESS if content.phase else "",
        **_columns(content),
    )
    ProjectMember.objects.create(project=project, user=actor, role=ProjectRole.REFERENT)
    _place(project, content)
    record(actor, Verb.CREATED, project, audience=EntryAudience.MEMBERS, behalf=owner)
    return project


@transaction.atomic
def edit_project(project: Project, *, expected_version: int, content: SheetContent, actor: Any) -> None:
    """Write the sheet. The journal keeps before and after of a project that was sent; a draft is its author's own.

    Raises StaleVersionError when somebody wrote since `expected_version`, IncompleteProjectError when a sent project
    would lose something required; nothing is written then.
    """
    require(actor, Permission.EDIT, project)
    if project.is_sent and content.missing():
        raise IncompleteProjectError(content.missing())
    before = describe(project)
    columns = _columns(content)
    if content.phase != project.phase:
        columns["phase_status"] = PhaseStatus.IN_PROGRESS if content.phase else ""
    save_version(project, expected=expected_version, updated_at=timezone.now(), **columns)
    _place(project, content)
    if project.is_sent:
        _record_changes(project, before, actor)


@transaction.atomic
def submit_project(project: Project, *, expected_version: int, actor: Any) -> None:
    """Send a draft to the State pair of its départements; who is told is decided by the journal's readers.

    Raises NotADraftError, IncompleteProjectError, StaleVersionError.
    """
    require(actor, Permission.SUBMIT, project)
    if not project.is_draft:
        raise NotADraftError
    content = SheetContent(project.name, project.description, project.phase, list(project.territories.all()))
    if content.missing():
        raise IncompleteProjectError(content.missing())
    now = timezone.now()
    save_version(project, expected=expected_version, state=ProjectState.SUBMITTED, submitted_at=now, updated_at=now)
    record(
        actor,
        Verb.SUBMITTED,
        project,
        audience=EntryAudience.MEMBERS,
        behalf=project.owner,
        from_state=ProjectState.DRAFT,
        to_state=ProjectState.SUBMITTED,
        snapshot=json.dumps(describe(project), sort_keys=True, ensure_ascii=False).encode(),
    )


@transaction.atomic
def discard_draft(project: Project, *, actor: Any) -> None:
    """Put a draft away, once: it leaves every list, and `restore_draft` brings it back. Raises NotADraftError."""
    _move_draft(project, Verb.DISCARDED, ProjectState.DRAFT, ProjectState.DISCARDED, actor)


@transaction.atomic
def restore_draft(project: Project, *, actor: Any) -> None:
    """Undo `discard_draft`. Raises NotADraftError."""
    _move_draft(project, Verb.RESTORED, ProjectState.DISCARDED, ProjectState.DRAFT, actor)


def _move_draft(project: Project, verb: Verb, before: ProjectState, after: ProjectState, actor: Any) -> None:
    require(actor, Permission.SUBMIT, project)
    current = locked(Project.objects.filter(pk=project.pk)).get()
    if current.state == after:
        return
    if current.state != before:
        raise NotADraftError
    save_version(project, expected=current.version, state=after, updated_at=timezone.now())
    record(actor, verb, project, audience=EntryAudience.MEMBERS, from_state=before, to_state=after)


def describe(project: Project) -> dict[str, Any]:
    """Return what the sheet says, as plain values that the journal can keep."""
    return {
        "name": project.name,
        "description": project.description,
        "phase": project.phase,
        "territories": sorted(project.territories.values_list("code", flat=True)),
        "topics": sorted(project.topics.values_list("code", flat=True)),
    }


def _columns(content: SheetContent) -> dict[str, str]:
    return {
        "name": content.name.strip(),
        "description": content.description.strip(),
        "phase": content.phase,
    }


def _place(project: Project, content: SheetContent) -> None:
    """Write what hangs on the sheet: places, départements, thématiques, search."""
    project.territories.set(content.territories)
    project.departements.set(departements_of(content.territories))
    project.topics.set(content.topics)
    index_project(project)


def _record_changes(project: Project, before: dict[str, Any], actor: Any) -> None:
    after = describe(project)
    changed = {field: [before[field], after[field]] for field in after if after[field] != before[field]}
    if "phase" in changed:
        old, new = changed.pop("phase")
        record(actor, Verb.PHASE_CHANGED, project, audience=EntryAudience.MEMBERS, from_state=old, to_state=Phase(new))
    if changed:
        record(actor, Verb.EDITED, project, audience=EntryAudience.MEMBERS, data=changed)
