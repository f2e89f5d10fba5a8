"""Say what blocks a project, and what lifted it."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from mec.core.access import require
from mec.core.db import locked, save_version
from mec.core.journal.services import record
from mec.projects.enums import BlockerKind, EntryAudience, Permission, PhaseStatus, Verb
from mec.projects.models import Blocker, Project
from mec.projects.queries import acting_organization
from mec.projects.services.marks import refresh_marks


class BlockerDateError(ValueError):
    """A blocker cannot begin after the day when it is reported."""


class EmptyTextError(ValueError):
    """What blocks, or what lifted it, is said in words."""


class BlockerResolvedError(Exception):
    """Somebody else has lifted it; `blocker` says who and how."""

    def __init__(self, blocker: Blocker) -> None:
        super().__init__(str(blocker))
        self.blocker = blocker


class BlockerChangedError(Exception):
    """It was reopened and lifted again since the person read it."""


@transaction.atomic
def report_blocker(  # noqa: PLR0913 -- the parts of a blocker, all named by the caller
    project: Project,
    *,
    kind: BlockerKind,
    description: str,
    since: date,
    key: UUID,
    mark_blocked: bool = False,
    actor: Any,
) -> Blocker:
    """Open a blocker, once per `key`; those concerned are told by the journal's readers.

    With `mark_blocked`, by whoever may edit the sheet, the project's progress becomes "bloqué"; it is never changed
    unasked. Raises BlockerDateError, EmptyTextError.
    """
    require(actor, Permission.REPORT_BLOCKER, project)
    if mark_blocked:
        require(actor, Permission.EDIT, project)
    if since > timezone.localdate():
        raise BlockerDateError(since)
    current = locked(Project.objects.filter(pk=project.pk)).get()
    known = project.blockers.filter(opened_by=actor, key=key).first()
    if known:
        return known
    blocker = Blocker.objects.create(
        project=project, kind=kind, description=_said(description), since=since, key=key, opened_by=actor
    )
    status = _move_status(project, current, PhaseStatus.BLOCKED) if mark_blocked else {}
    _record(actor, Verb.BLOCKER_OPENED, blocker, project, since=since, **status)
    return blocker


@transaction.atomic
def resolve_blocker(blocker: Blocker, *, resolution: str, resume: bool = False, actor: Any) -> None:
    """Say what lifted it; said twice in the same words by one person, it is done once.

    With `resume`, by whoever may edit the sheet, a project marked "bloqué" is "en cours" again. Raises
    BlockerResolvedError when somebody else was faster, EmptyTextError.
    """
    project = blocker.project
    require(actor, Permission.REPORT_BLOCKER, project)
    if resume:
        require(actor, Permission.EDIT, project)
    sheet = locked(Project.objects.filter(pk=project.pk)).get()
    current = blocker_now(blocker)
    text = _said(resolution)
    if not current.is_open:
        if current.resolved_by_id == actor.pk and current.resolution == text:
            return
        raise BlockerResolvedError(current)
    now = timezone.now()
    Blocker.objects.filter(pk=blocker.pk).update(resolved_at=now, resolved_by=actor, resolution=text)
    blocker.refresh_from_db()
    again = resume and sheet.phase_status == PhaseStatus.BLOCKED
    status = _move_status(project, sheet, PhaseStatus.IN_PROGRESS) if again else {}
    _record(actor, Verb.BLOCKER_RESOLVED, blocker, project, resolution=text, **status)


@transaction.atomic
def reopen_blocker(blocker: Blocker, *, resolved_at: str, actor: Any) -> None:
    """Undo `resolve_blocker`; the journal keeps what had been said. Said twice, it is done once.

    `resolved_at`, in ISO 8601, is the resolution that the person read. Raises BlockerChangedError when the blocker
    was reopened and lifted again since.
    """
    project = blocker.project
    require(actor, Permission.REPORT_BLOCKER, project)
    locked(Project.objects.filter(pk=project.pk)).get()
    current = blocker_now(blocker)
    if current.resolved_at is None:
        return
    if current.resolved_at.isoformat() != resolved_at:
        raise BlockerChangedError
    Blocker.objects.filter(pk=blocker.pk).update(resolved_at=None, resolved_by=None, resolution="")
    blocker.refresh_from_db()
    _record(actor, Verb.BLOCKER_REOPENED, blocker, project, resolution=current.resolution)


def blocker_now(blocker: Blocker) -> Blocker:
    """Read the blocker as it is at this moment, with who lifted it."""
    return Blocker.objects.select_related("resolved_by", "opened_by").get(pk=blocker.pk)


def _said(text: str) -> str:
    if not text.strip():
        raise EmptyTextError
    return text.strip()


def _move_status(project: Project, current: Project, status: PhaseStatus) -> dict[str, str]:
    """Change the progress of the sheet if it is another one, and return both for the journal."""
    if current.phase_status == status:
        return {}
    save_version(current, expected=current.version, phase_status=status, updated_at=timezone.now())
    before, project.phase_status, project.version = project.phase_status, status, current.version
    return {"from_state": before, "to_state": status}


def _record(actor: Any, verb: Verb, blocker: Blocker, project: Project, **said: Any) -> None:
    refresh_marks(Project.objects.filter(pk=project.pk))
    states = {name: said.pop(name, "") for name in ("from_state", "to_state")}
    record(
        actor,
        verb,
        project,
        audience=EntryAudience.MEMBERS,
        behalf=acting_organization(actor, project),
        data={"blocker": blocker.pk, "kind": blocker.kind, **said},
        **states,
    )
