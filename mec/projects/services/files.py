"""Deposit files on a project, replace, rename, withdraw and bring them back."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from mec.conversations.models import Message
from mec.core.access import require
from mec.core.db import locked
from mec.core.journal.queries import entries_of
from mec.core.journal.services import record
from mec.documents.enums import DocumentCategory, ScanState
from mec.documents.models import DocumentVersion
from mec.documents.scanning import VersionScanned
from mec.documents.services import (
    AddedVersion,
    add_documents,
    add_version,
    edit_document,
    restore_document,
    withdraw_document,
)
from mec.documents.storage import StoredFile
from mec.projects.enums import EntryAudience, Permission, Verb
from mec.projects.models import MessageDocument, Project, ProjectDocument
from mec.projects.queries import acting_organization, usage_of
from mec.projects.queries.files import MOST_BYTES, MOST_FILES


class NoRoomError(Exception):
    """The project would hold too many files, or too heavy ones."""


@transaction.atomic
def deposit_files(
    project: Project,
    *,
    files: Sequence[StoredFile],
    category: DocumentCategory,
    key: UUID,
    state_only: bool,
    actor: Any,
) -> list[ProjectDocument]:
    """Put files on the project, once per `key`: for all who read it, or for the State alone.

    People are told once for all the files, when they can open them. Raises NoRoomError.
    """
    deposited, new = _place(project, files, category, key, actor, state_only=state_only)
    if new:
        _record_deposit(new, key, actor, announced=True)
    return deposited


@transaction.atomic
def join_files(
    project: Project, *, message: Message, files: Sequence[StoredFile], state_only: bool, actor: Any
) -> None:
    """Put on the project the files of a new message, which announces them. Raises NoRoomError."""
    joined, new = _place(project, files, DocumentCategory.OTHER, message.key, actor, state_only=state_only)
    MessageDocument.objects.bulk_create(MessageDocument(message=message, file=file) for file in joined)
    if new:
        _record_deposit(new, message.key, actor, announced=False)


def _place(
    project: Project,
    files: Sequence[StoredFile],
    category: DocumentCategory,
    key: UUID,
    actor: Any,
    *,
    state_only: bool,
) -> tuple[list[ProjectDocument], list[ProjectDocument]]:
    """Return the project's files made of these for the same readers, and those of them that are new."""
    require(actor, Permission.POST_STATE_ZONE if state_only else Permission.DEPOSIT_FILE, project)
    locked(Project.objects.filter(pk=project.pk)).get()
    made = add_documents(files=files, category=category, key=key, actor=actor)
    fresh = {document.pk for document, is_new in made if is_new}
    ProjectDocument.objects.bulk_create(
        ProjectDocument(project=project, document_id=pk, state_only=state_only) for pk in fresh
    )
    _require_room(project)
    found = project.files.filter(document__in=[document for document, _ in made], state_only=state_only)
    placed = list(found.select_related("document").order_by("document__position"))
    return placed, [file for file in placed if file.document_id in fresh]


def _record_deposit(files: list[ProjectDocument], key: UUID, actor: Any, *, announced: bool) -> None:
    data = {"files": [file.document.name for file in files], "deposit": str(key)}
    _record(actor, Verb.FILES_DEPOSITED, files[0], data, announced=announced)


@transaction.atomic
def add_file_version(file: ProjectDocument, *, stored: StoredFile, expected: int, actor: Any) -> AddedVersion:
    """Put a new content in place of a file's last one, which is kept. Raises NoRoomError.

    Whoever comes second on one version loses nothing: the answer says who was `overtaken`, both contents are there.
    """
    require(actor, Permission.POST_STATE_ZONE if file.state_only else Permission.DEPOSIT_FILE, file.project)
    locked(Project.objects.filter(pk=file.project_id)).get()
    added = add_version(file.document, file=stored, expected=expected, actor=actor)
    if added.new:
        _require_room(file.project)
        number = added.version.number
        data = {"files": [file.document.name], "version": number, "deposit": f"{file.document_id}/{number}"}
        _record(actor, Verb.FILE_VERSION_ADDED, file, data)
    return added


@transaction.atomic
def edit_file(file: ProjectDocument, *, name: str, category: DocumentCategory, actor: Any) -> None:
    """Rename a file and class it; the journal keeps the name that it had."""
    require(actor, Permission.WITHDRAW_FILE, file)
    before = file.document.name
    if edit_document(file.document, name=name, category=category, actor=actor):
        _record(actor, Verb.FILE_EDITED, file, {"files": [file.document.name], "before": before})


@transaction.atomic
def withdraw_file(file: ProjectDocument, *, actor: Any) -> None:
    """Take a file away from every page, once; `restore_file` brings it back for a month."""
    require(actor, Permission.WITHDRAW_FILE, file)
    if withdraw_document(file.document, actor=actor):
        _record(actor, Verb.FILE_WITHDRAWN, file, {"files": [file.document.name]})


@transaction.atomic
def restore_file(file: ProjectDocument, *, actor: Any) -> None:
    """Undo `withdraw_file`. Raises NoRoomError."""
    require(actor, Permission.WITHDRAW_FILE, file)
    locked(Project.objects.filter(pk=file.project_id)).get()
    if restore_document(file.document, actor=actor):
        _require_room(file.project)
        _record(actor, Verb.FILE_RESTORED, file, {"files": [file.document.name]})


@transaction.atomic
def announce_scan(event: VersionScanned) -> None:
    """Tell of a quarantined file, or that the last file of a deposit can be opened; run again, it adds nothing."""
    version = DocumentVersion.objects.select_related("document").get(pk=event.version_id)
    file = ProjectDocument.objects.select_related("project", "document").get(document=version.document_id)
    locked(Project.objects.filter(pk=file.project_id)).get()
    sender = version.uploaded_by_id
    if event.infected:
        _record_once(Verb.FILE_QUARANTINED, file, str(version.pk), [version.file_name], sender)
    settled, deposit = _deposit_of(version)
    in_place = [one for one in settled if one.document.withdrawn_at is None]
    names = [one.document.name for one in in_place if one.scan_state != ScanState.INFECTED]
    if names and all(one.scan_state != ScanState.PENDING for one in settled):
        _record_once(Verb.FILES_CHECKED, file, deposit, names, sender)


def _deposit_of(version: DocumentVersion) -> tuple[list[DocumentVersion], str]:
    """Return the versions that came by one action with this one, and what names that action in the journal."""
    document = version.document
    if version.number > 1:
        return [version], f"{document.pk}/{version.number}"
    together = DocumentVersion.objects.filter(
        document__created_by=document.created_by_id, document__key=document.key, number=1
    )
    return list(together.select_related("document").order_by("document__position")), str(document.key)


def _record_once(verb: Verb, file: ProjectDocument, deposit: str, names: list[str], sender: int) -> None:
    if not entries_of(file.project).filter(verb=verb, data__deposit=deposit).exists():
        audience = EntryAudience.STATE if file.state_only else EntryAudience.MEMBERS
        data = {"files": names, "deposit": deposit, "sender": sender}
        record(None, verb, file.project, audience=audience, data=data)


def _require_room(project: Project) -> None:
    used = usage_of(project)
    if used.count > MOST_FILES or used.size > MOST_BYTES:
        raise NoRoomError


def _record(actor: Any, verb: Verb, file: ProjectDocument, data: dict[str, Any], *, announced: bool = True) -> None:
    """Write the journal; what the antivirus has still to read is announced when it has."""
    waiting = file.document.versions.filter(scan_state=ScanState.PENDING).exists()
    record(
        actor,
        verb,
        file.project,
        audience=EntryAudience.STATE if file.state_only else EntryAudience.MEMBERS,
        behalf=acting_organization(actor, file.project),
        data=data | {"announced": announced and not waiting},
    )
