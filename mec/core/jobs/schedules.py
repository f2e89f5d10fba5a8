"""Jobs that come back by themselves, declared beside the job, queued once however many schedulers there are."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from mec.core.jobs.models import ScheduledRun
from mec.core.jobs.queue import Job, enqueue

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Every:
    period: timedelta

    def latest(self, now: datetime) -> datetime:
        return _EPOCH + (now - _EPOCH) // self.period * self.period


@dataclass(frozen=True)
class Daily:
    at: time
    """On the clocks of the product's time zone, once a day on the days when clocks change too."""

    def latest(self, now: datetime) -> datetime:
        day = now.astimezone(timezone.get_default_timezone()).date()
        due = self._on(day)
        return due if due <= now else self._on(day - timedelta(days=1))

    def _on(self, day: date) -> datetime:
        return datetime.combine(day, self.at, tzinfo=timezone.get_default_timezone()).astimezone(UTC)


@dataclass(frozen=True)
class Schedule:
    name: str
    job: Job
    rhythm: Every | Daily


schedules: dict[str, Schedule] = {}


def scheduled(*, name: str, every: timedelta | None = None, at: time | None = None) -> Callable[[Job], Job]:
    """Queue the job below `every` so often, or each day `at` a Paris time; give one of the two.

    The job takes no argument. Runs missed while nothing was running are caught up by one; a schedule that the database
    has never seen starts with its next run.
    """
    rhythm: Every | Daily
    if every is not None and at is None:
        rhythm = Every(every)
    elif at is not None and every is None:
        rhythm = Daily(at)
    else:
        raise ImproperlyConfigured(f"The schedule {name} needs either every= or at=.")

    def declare(job: Job) -> Job:
        known = schedules.get(name)
        if known is not None and known.job.module_path != job.module_path:
            raise ImproperlyConfigured(f"Two schedules are named {name}.")
        schedules[name] = Schedule(name, job, rhythm)
        return job

    return declare


class Scheduler:
    """Queues what is due; asks the database only when a new due time has come."""

    def __init__(self) -> None:
        self._settled: dict[str, datetime] = {}

    def enqueue_due(self, now: datetime) -> int:
        """Queue each declared run whose time has come and that nobody queued, and return how many."""
        count = 0
        for schedule in schedules.values():
            due_at = schedule.rhythm.latest(now)
            if self._settled.get(schedule.name) != due_at:
                count += _enqueue_once(schedule, due_at)
                self._settled[schedule.name] = due_at
        return count


@transaction.atomic
def _enqueue_once(schedule: Schedule, due_at: datetime) -> bool:
    known = ScheduledRun.objects.filter(name=schedule.name)
    if known.filter(due_at__gte=due_at).exists():
        return False
    first_sight = not known.exists()
    _, created = ScheduledRun.objects.get_or_create(name=schedule.name, due_at=due_at)
    if first_sight or not created:
        return False
    enqueue(schedule.job)
    return True


def overdue_schedules(now: datetime, *, grace: timedelta) -> list[str]:
    """Name the declared schedules whose latest run, due more than `grace` ago, nobody queued."""
    queued = dict(ScheduledRun.objects.values_list("name").annotate(Max("due_at")))
    return sorted(
        schedule.name
        for schedule in schedules.values()
        if queued.get(schedule.name, _EPOCH) < schedule.rhythm.latest(now - grace)
    )
