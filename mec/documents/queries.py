"""Read files. Whoever points at a document says who may; here only the antivirus has a say."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, Min, OuterRef, Prefetch, Q, Sum
from django.utils import timezone

from mec.documents.enums import ScanState
from mec.documents.models import Document, DocumentVersion
from mec.documents.names import clean_name, split_name

LATE = timedelta(minutes=15)


@dataclass(frozen=True)
class FilesHealth:
    antivirus: bool
    """Whether one is configured."""
    pending: int
    late: int
    """Waiting for the antivirus for more than a quarter of an hour."""
    oldest_pending_at: datetime | None


@dataclass(frozen=True)
class Usage:
    count: int
    size: int
    """Bytes."""


def readable_versions(user: Any) -> models.QuerySet[DocumentVersion]:
    """Return the versions that the antivirus lets the person read: what it has not seen yet is its sender's alone."""
    settled = Q(scan_state__in=[ScanState.NOT_SCANNED, ScanState.CLEAN])
    return DocumentVersion.objects.filter(settled | Q(scan_state=ScanState.PENDING, uploaded_by=user))


def readable_documents(user: Any) -> models.QuerySet[Document]:
    """Return the documents in place of which the person may read a version."""
    return _with_a_version(user, Document.objects.filter(withdrawn_at=None))


def withdrawn_documents(user: Any) -> models.QuerySet[Document]:
    """Return the documents that were withdrawn and can come back, of which the person may read a version."""
    return _with_a_version(user, Document.objects.filter(withdrawn_at__isnull=False))


def _with_a_version(user: Any, documents: models.QuerySet[Document]) -> models.QuerySet[Document]:
    return documents.filter(Exists(readable_versions(user).filter(document=OuterRef("pk"))))


def versions_for(user: Any, path: str) -> "Prefetch[Any]":
    """Read along `path`, with a list of documents, the versions that the person may read, the latest first."""
    return Prefetch(path, readable_versions(user).select_related("uploaded_by").order_by("-number"))


def usage(documents: models.QuerySet[Document]) -> Usage:
    """Return what the documents that are in place weigh, each version counted."""
    kept = DocumentVersion.objects.filter(document__in=documents.filter(withdrawn_at=None))
    figures = kept.aggregate(count=Count("pk"), size=Sum("size"))
    return Usage(figures["count"], figures["size"] or 0)


def download_name(document: Document, version: DocumentVersion) -> str:
    """Return the name under which a version is given back: the document's, with the version's own extension."""
    return clean_name(f"{document.name}.{split_name(version.file_name)[1]}")


def files_health() -> FilesHealth:
    late = Q(uploaded_at__lt=timezone.now() - LATE)
    pending = DocumentVersion.objects.filter(scan_state=ScanState.PENDING)
    figures = pending.aggregate(
        pending=Count("pk"), late=Count("pk", filter=late), oldest_pending_at=Min("uploaded_at")
    )
    return FilesHealth(antivirus=bool(settings.CLAMAV), **figures)
