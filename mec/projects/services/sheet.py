"""Write a project, as a draft first, and send it to the local State."""

import json
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from mec.conversations.models import Thread
from mec.core.access import require
from mec.core.db import save_version
from mec.core.journal.services import record
from mec.organizations.models import Organization
from mec.projects.enums import EntryAudience, Permission, PhaseStatus, ProjectRole, ProjectState, Verb
from mec.projects.index import index_project
from mec.projects.models import Project, ProjectMember
from mec.projects.services.content import Inspiration, SheetContent, content_of, describe
from mec.projects.services.triage import release_out_of_reach
from mec.territories.queries import departements_of

REFERENCE_TRIES = 5


class IncompleteProjectError(Exception):
    """Something required is missing; `fields` says what."""

    def __init__(self, fields: list[str]) -> None:
        super().__init__(", ".join(fields))
        self.fields = fields


class NotADraftError(Exception):
    """The project was already sent, or put away."""


class ReferencesExhaustedError(Exception):
    """Several references drawn in a row were taken: there are too many projects for eight digits."""


@transaction.atomic
def create_draft(
    *, key: UUID, owner: Organization, content: SheetContent, inspiration: Inspiration | None = None, actor: Any
) -> Project:
    """Start a project for a collectivité of the actor; the same `key` again returns the same draft, untouched.

    `inspiration`: the example of an aid from which it is written.
    """
    require(actor, Permission.CREATE, owner)
    for _ in range(REFERENCE_TRIES):
        known = Project.objects.filter(created_by=actor, key=key).first()
        if known:
            return known
        try:
            return _create(key, owner, content, inspiration, actor)
        except IntegrityError:
            continue  # The second of two clicks came first, or the reference is another project's.
    raise ReferencesExhaustedError


@transaction.atomic
def _create(
    key: UUID, owner: Organization, content: SheetContent, inspiration: Inspiration | None, actor: Any
) -> Project:
    project = Project.objects.create(
        key=key,
        owner=owner,
        created_by=actor,
        thread=Thread.objects.create(),
        state_thread=Thread.objects.create(),
        phase_status=PhaseStatus.IN_PROGRESS if content.phase else "",
        example=inspiration.example if inspiration else "",
        example_offer=inspiration.offer if inspiration else None,
        **content.columns(),
    )
    ProjectMember.objects.create(project=project, user=actor, role=ProjectRole.REFERENT)
    _place(project, content)
    record(actor, Verb.CREATED, project, audience=EntryAudience.MEMBERS, behalf=owner)
    return project


@transaction.atomic
def edit_project(project: Project, *, expected_version: int, content: SheetContent, actor: Any) -> None:
    """Write the sheet. The journal keeps before and after of a project that was sent; a draft is its author's own.

    A project that moves out of reach of whoever follows it waits again, for those who cover it now. Raises
    StaleVersionError when somebody wrote since `expected_version`, IncompleteProjectError when a sent project
    would lose something required; nothing is written then.
    """
    require(actor, Permission.EDIT, project)
    if project.is_sent and content.missing():
        raise IncompleteProjectError(content.missing())
    before, status = describe(project), project.phase_status
    columns = content.columns()
    if content.phase != project.phase:
        columns["phase_status"] = PhaseStatus.IN_PROGRESS if content.phase else ""
    save_version(project, expected=expected_version, updated_at=timezone.now(), **columns)
    _place(project, content)
    if project.is_sent:
        _record_changes(project, before, actor)
        if status and status != project.phase_status:
            _record_move(project, Verb.STATUS_CHANGED, status, project.phase_status, actor)
        release_out_of_reach(project, actor=actor)


@transaction.atomic
def submit_project(project: Project, *, expected_version: int, actor: Any) -> None:
    """Send a draft to the State pair of its départements; who is told is decided by the journal's readers.

    Raises NotADraftError, IncompleteProjectError, StaleVersionError.
    """
    require(actor, Permission.SUBMIT, project)
    if not project.is_draft:
        raise NotADraftError
    missing = content_of(project).missing()
    if missing:
        raise IncompleteProjectError(missing)
    now = timezone.now()
    sent = {"state": ProjectState.SUBMITTED, "submitted_at": now, "waiting_since": now}
    save_version(project, expected=expected_version, updated_at=now, **sent)
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
        _record_move(project, Verb.PHASE_CHANGED, old, new, actor)
    if changed:
        record(actor, Verb.EDITED, project, audience=EntryAudience.MEMBERS, data=changed)


def _record_move(project: Project, verb: Verb, before: str, after: str, actor: Any) -> None:
    record(actor, verb, project, audience=EntryAudience.MEMBERS, from_state=before, to_state=after)
