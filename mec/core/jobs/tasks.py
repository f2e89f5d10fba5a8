"""Housekeeping of the core's own tables, each night."""

from datetime import time, timedelta

from django.utils import timezone

from mec.core.http.throttle import purge_throttles
from mec.core.jobs.health import prune_results
from mec.core.jobs.models import ScheduledRun
from mec.core.jobs.queue import job
from mec.core.jobs.schedules import scheduled

RUNS_KEPT = timedelta(days=400)


@scheduled(name="core.housekeeping", at=time(3, 20))
@job()
def keep_house() -> None:
    prune_results()
    purge_throttles()
    ScheduledRun.objects.filter(due_at__lt=timezone.now() - RUNS_KEPT).delete()
