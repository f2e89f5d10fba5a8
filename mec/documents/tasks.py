"""Have the antivirus read what comes in; forget what was withdrawn, and what an interruption left."""

from datetime import time, timedelta

from django.conf import settings
from django.utils import timezone

from mec.core.jobs.backoff import tries_lasting
from mec.core.jobs.queue import job
from mec.core.jobs.schedules import scheduled
from mec.documents.antivirus import Clamd
from mec.documents.enums import ScanState
from mec.documents.models import Document, DocumentVersion
from mec.documents.scanning import settle_scan
from mec.documents.storage import open_content, sweep

PATIENCE = timedelta(hours=48)
WITHDRAWN_KEPT = timedelta(days=30)
ORPHANS_KEPT = timedelta(hours=24)
"""Longer than any upload lasts: a content is written before its row."""


@job(tries=tries_lasting(PATIENCE), atomic=False)
def scan_version(*, version_id: int) -> None:
    """Ask the antivirus; without one any more, the version is simply not scanned."""
    version = DocumentVersion.objects.filter(pk=version_id, scan_state=ScanState.PENDING).first()
    if version is None:
        return
    if not settings.CLAMAV:
        settle_scan(version, state=ScanState.NOT_SCANNED)
        return
    with open_content(version) as content:
        verdict = Clamd(settings.CLAMAV).scan(content)
    settle_scan(version, state=ScanState.INFECTED if verdict.infected else ScanState.CLEAN)


@scheduled(name="documents.purge", at=time(3, 50))
@job()
def purge_withdrawn() -> None:
    """Delete the rows of what was withdrawn a month ago; the sweeper then deletes the contents."""
    Document.objects.filter(withdrawn_at__lt=timezone.now() - WITHDRAWN_KEPT).delete()


@scheduled(name="documents.sweep", at=time(4, 0))
@job(atomic=False)
def sweep_orphans() -> None:
    sweep(before=timezone.now() - ORPHANS_KEPT)
