"""What becomes of a version once the antivirus has spoken."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from mec.core.events import Event, publish
from mec.documents.enums import ScanState
from mec.documents.models import DocumentVersion


@dataclass(frozen=True)
class VersionScanned(Event):
    version_id: int
    infected: bool


@transaction.atomic
def settle_scan(version: DocumentVersion, *, state: ScanState) -> None:
    """Write what the antivirus said, once, and tell the apps above."""
    changed = DocumentVersion.objects.filter(pk=version.pk, scan_state=ScanState.PENDING).update(
        scan_state=state, scanned_at=timezone.now()
    )
    if changed:
        publish(VersionScanned(version_id=version.pk, infected=state == ScanState.INFECTED))
