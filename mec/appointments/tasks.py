from datetime import time

from django.utils import timezone

from mec.appointments.services import remind_of_tomorrow
from mec.core.jobs.queue import job
from mec.core.jobs.schedules import scheduled


@scheduled(name="appointments.remind", at=time(6, 0))
@job()
def remind() -> None:
    """Tell both sides of the appointments of tomorrow, before the digests of the morning leave."""
    remind_of_tomorrow(today=timezone.localdate())
