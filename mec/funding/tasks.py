from datetime import time

from mec.core.db import forget_removed
from mec.core.jobs.queue import job
from mec.core.jobs.schedules import scheduled
from mec.funding.models import CostLine


@scheduled(name="funding.purge", at=time(3, 55))
@job()
def purge_removed() -> None:
    """Delete the lines that nobody can restore any more."""
    forget_removed(CostLine.objects.all())
