"""What becomes of a project: where it stands, put away in the archives, deleted, brought back."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from mec.core.access import require
from mec.core.db import locked, save_version
from mec.core.journal.services import record
from mec.projects.enums import CLOSING_STATUSES, EntryAudience, Permission, PhaseStatus, ProjectState, Verb
from mec.projects.models import Project
from mec.projects.queries import RECOVERY
from mec.projects.rules import forget_standings
from mec.projects.services.marks import refresh_marks
from mec.projects.services.sheet import NotADraftError
from mec.taxonomy.enums import Phase


class NotSentError(Exception):
    """The move is for a project that the local State was told of, and this one is a draft."""


class ReasonMissingError(Exception):
    """People will ask why: a word of explanation goes with this move."""


class TooLateError(Exception):
    """The project was deleted too long ago to be brought back."""


@transaction.atomic
def set_progress(
    project: Project, *, phase: Phase, status: PhaseStatus, reason: str = "", expected_version: int, actor: Any
) -> None:
    """Say where a sent project stands. A new phase starts in progress, unless another status comes with it.

    To abandon or to finish asks for a reason; choosing another status undoes either. Raises NotSentError,
    ReasonMissingError, StaleVersionError; nothing is written then.
    """
    require(actor, Permission.EDIT, project)
    if not project.is_sent:
        raise NotSentError
    if phase != project.phase and status == project.phase_status:
        status = PhaseStatus.IN_PROGRESS
    if status in CLOSING_STATUSES and status != project.phase_status and not reason.strip():
        raise ReasonMissingError
    moves = ((Verb.PHASE_CHANGED, project.phase, phase), (Verb.STATUS_CHANGED, project.phase_status, status))
    save_version(project, expected=expected_version, phase=phase, phase_status=status, updated_at=timezone.now())
    for verb, before, after in moves:
        if before != after:
            audience, said = EntryAudience.MEMBERS, reason.strip()
            record(actor, verb, project, audience=audience, from_state=before, to_state=after, reason=said)


@transaction.atomic
def archive_project(project: Project, *, reason: str, actor: Any) -> None:
    """Put a sent project away: everyone who read it still does, nobody writes in it any more. Said twice, done once.

    Raises NotSentError, ReasonMissingError.
    """
    current = _current(project, Permission.ARCHIVE, actor)
    if not current.is_sent:
        raise NotSentError
    if current.is_archived:
        return
    if not reason.strip():
        raise ReasonMissingError
    _move(project, current, archived_at=timezone.now())
    record(actor, Verb.ARCHIVED, project, audience=EntryAudience.MEMBERS, reason=reason.strip())


@transaction.atomic
def unarchive_project(project: Project, *, actor: Any) -> None:
    """Undo `archive_project`; said twice, done once."""
    current = _current(project, Permission.ARCHIVE, actor)
    if not current.is_archived:
        return
    _move(project, current, archived_at=None)
    record(actor, Verb.UNARCHIVED, project, audience=EntryAudience.MEMBERS)


@transaction.atomic
def discard_draft(project: Project, *, actor: Any) -> None:
    """Put a draft away, once: it leaves every list, and `restore_project` brings it back. Raises NotADraftError."""
    current = _current(project, Permission.DELETE, actor)
    if current.is_discarded and not current.was_sent:
        return
    if not current.is_draft:
        raise NotADraftError
    _move(project, current, state=ProjectState.DISCARDED)
    before, after = ProjectState.DRAFT, ProjectState.DISCARDED
    record(actor, Verb.DISCARDED, project, audience=EntryAudience.MEMBERS, from_state=before, to_state=after)


@transaction.atomic
def delete_project(project: Project, *, reason: str, actor: Any) -> None:
    """Take a sent project, archived or not, out of everyone's sight; `restore_project` brings it back for thirty days.

    Those who saw it are told, with the reason. Said twice, done once. Raises NotSentError, ReasonMissingError.
    """
    current = _current(project, Permission.DELETE, actor)
    if not current.was_sent:
        raise NotSentError
    if current.is_discarded:
        return
    if not reason.strip():
        raise ReasonMissingError
    _move(project, current, state=ProjectState.DISCARDED, archived_at=None)
    record(
        actor,
        Verb.DELETED,
        project,
        audience=EntryAudience.WITNESSES,
        from_state=ProjectState.SUBMITTED,
        to_state=ProjectState.DISCARDED,
        reason=reason.strip(),
    )


@transaction.atomic
def restore_project(project: Project, *, actor: Any) -> None:
    """Bring back what was deleted: a draft as a draft, a sent project as it was, out of the archives.

    Raises TooLateError once `RECOVERY` has passed.
    """
    current = _current(project, Permission.DELETE, actor)
    if not current.is_discarded:
        return
    if current.updated_at < timezone.now() - RECOVERY:
        raise TooLateError
    before, after = ProjectState.DISCARDED, ProjectState.SUBMITTED if current.was_sent else ProjectState.DRAFT
    verb = Verb.RECOVERED if current.was_sent else Verb.RESTORED
    _move(project, current, state=after)
    record(actor, verb, project, audience=EntryAudience.MEMBERS, from_state=before, to_state=after)


def _current(project: Project, permission: Permission, actor: Any) -> Project:
    require(actor, permission, project)
    return locked(Project.objects.filter(pk=project.pk)).get()


def _move(project: Project, current: Project, **values: Any) -> None:
    save_version(project, expected=current.version, updated_at=timezone.now(), **values)
    refresh_marks(Project.objects.filter(pk=project.pk))
    forget_standings(project)
