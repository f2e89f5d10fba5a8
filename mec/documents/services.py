"""Keep files, their versions and what the antivirus says. Whoever points at a document has checked the right to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from mec.core.db import locked
from mec.core.jobs.queue import enqueue
from mec.documents.enums import DocumentCategory, ScanState
from mec.documents.models import Document, DocumentVersion
from mec.documents.names import clean_name, split_name
from mec.documents.storage import StoredFile
from mec.documents.tasks import scan_version


@dataclass(frozen=True)
class AddedVersion:
    version: DocumentVersion
    new: bool
    """False when the document had this very content already."""
    overtaken: DocumentVersion | None
    """The version that somebody added since the actor read the document."""


@transaction.atomic
def add_documents(
    *, files: Sequence[StoredFile], category: DocumentCategory, key: UUID, actor: Any
) -> list[tuple[Document, bool]]:
    """Make one document of each file; a content that came with this `key` already adds nothing.

    Return each with whether it is new.
    """
    same_key = Document.objects.filter(created_by=actor, key=key)
    firsts = DocumentVersion.objects.filter(document__in=same_key.filter(withdrawn_at=None), number=1)
    known = {version.sha256: version.document for version in firsts.select_related("document")}
    position = same_key.count()
    made = []
    for file in files:
        document, new = known.get(file.sha256), False
        if document is None:
            name, new = split_name(file.name)[0], True
            document = Document.objects.create(
                created_by=actor, key=key, position=position, name=name, category=category
            )
            _add(document, 1, file, actor)
            known[file.sha256] = document
            position += 1
        made.append((document, new))
    return made


@transaction.atomic
def add_version(document: Document, *, file: StoredFile, expected: int, actor: Any) -> AddedVersion:
    """Add a version after the last one, which was the `expected` number when the actor read it.

    Nobody's version is lost: who comes second is told of the one that came first. The content of the last version sent
    again adds nothing.
    """
    current = locked(Document.objects.filter(pk=document.pk)).get()
    last = current.versions.select_related("uploaded_by").get(number=current.version)
    if last.sha256 == file.sha256:
        return AddedVersion(last, new=False, overtaken=None)
    document.version = current.version + 1
    document.save(update_fields=["version"])
    version = _add(document, document.version, file, actor)
    return AddedVersion(version, new=True, overtaken=last if last.number > expected else None)


def _add(document: Document, number: int, file: StoredFile, actor: Any) -> DocumentVersion:
    version = DocumentVersion.objects.create(
        document=document,
        number=number,
        file_name=file.name,
        size=file.size,
        content_type=file.content_type,
        sha256=file.sha256,
        storage_key=file.storage_key,
        uploaded_by=actor,
        scan_state=ScanState.PENDING if settings.CLAMAV else ScanState.NOT_SCANNED,
    )
    if version.scan_state == ScanState.PENDING:
        enqueue(scan_version, version_id=version.pk)
    return version


@transaction.atomic
def edit_document(document: Document, *, name: str, category: DocumentCategory, actor: Any) -> bool:
    """Rename a document and class it; return whether anything changed. An empty name leaves the one it has."""
    current = locked(Document.objects.filter(pk=document.pk)).get()
    wanted = (clean_name(name) if name.strip() else current.name, category)
    if wanted == (current.name, current.category):
        return False
    document.name, document.category = wanted
    document.save(update_fields=["name", "category"])
    return True


@transaction.atomic
def withdraw_document(document: Document, *, actor: Any) -> bool:
    """Put a document away; return False when it was already."""
    changed = Document.objects.filter(pk=document.pk, withdrawn_at=None).update(
        withdrawn_at=timezone.now(), withdrawn_by=actor
    )
    document.refresh_from_db()
    return bool(changed)


@transaction.atomic
def restore_document(document: Document, *, actor: Any) -> bool:
    """Undo `withdraw_document`; return False when the document was in place."""
    changed = Document.objects.filter(pk=document.pk, withdrawn_at__isnull=False).update(
        withdrawn_at=None, withdrawn_by=None
    )
    document.refresh_from_db()
    return bool(changed)
