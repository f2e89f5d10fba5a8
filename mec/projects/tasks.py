from datetime import time

from django.utils import timezone

from mec.core.jobs.queue import job
from mec.core.jobs.schedules import scheduled
from mec.projects.services import forget_removed_partners, remind_of_waiting


@scheduled(name="projects.remind_of_waiting", at=time(8, 0))
@job()
def remind() -> None:
    """Tell the local State, each working day, of the projects that have waited too long."""
    remind_of_waiting(today=timezone.localdate())


@scheduled(name="projects.forget_partners", at=time(3, 55))
@job()
def forget_partners() -> None:
    """Delete the partners that nobody can restore any more, and their contacts with them."""
    forget_removed_partners()
