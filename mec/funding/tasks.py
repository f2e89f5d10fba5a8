from datetime import time

from django.utils import timezone

from mec.core.jobs.queue import job
from mec.core.jobs.schedules import scheduled
from mec.funding.models import CostLine
from mec.funding.queries import REMOVED_KEPT


@scheduled(name="funding.purge", at=time(3, 55))
@job()
def purge_removed() -> None:
    """Delete the lines that nobody can restore any more."""
    CostLine.objects.filter(removed_at__lt=timezone.now() - REMOVED_KEPT).delete()
