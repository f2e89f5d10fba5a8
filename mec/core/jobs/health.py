"""What the health page and the people in charge see of the jobs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from mec.core.jobs.presence import live_workers
from mec.core.jobs.schedules import overdue_schedules

LATE = timedelta(minutes=1)
SCHEDULE_GRACE = timedelta(minutes=5)
RESULTS_KEPT = timedelta(days=7)
PARKED_KEPT = timedelta(days=90)


@dataclass(frozen=True)
class JobsHealth:
    workers: int
    """Seen within the last seconds."""
    due: int
    """Due and not begun."""
    late: int
    """Due for more than a minute and not begun."""
    oldest_due_at: datetime | None
    running: int
    retrying: int
    """Failed at least once, waiting for the next try."""
    parked: int
    """Given up on; a person replays them."""
    overdue_schedules: tuple[str, ...]

    @property
    def healthy(self) -> bool:
        return self.workers > 0 and self.late == 0 and not self.overdue_schedules


@dataclass(frozen=True)
class ParkedJob:
    id: str
    path: str
    arguments: dict[str, object]
    queued_at: datetime
    parked_at: datetime
    tries: int
    error: str
    """The exception's class; its trace stays in the database."""


def jobs_health() -> JobsHealth:
    now = timezone.now()
    at_once = Q(run_after=get_date_max())
    ready = Q(status=TaskResultStatus.READY)
    late = ready & (at_once & Q(enqueued_at__lt=now - LATE) | Q(run_after__lt=now - LATE))
    due = ready & (at_once | Q(run_after__lte=now))
    figures = DBTaskResult.objects.order_by().aggregate(
        due=Count("pk", filter=due),
        late=Count("pk", filter=late),
        oldest_queued=Min("enqueued_at", filter=ready & at_once),
        oldest_delayed=Min("run_after", filter=due & ~at_once),
        running=Count("pk", filter=Q(status=TaskResultStatus.RUNNING)),
        retrying=Count("pk", filter=ready & ~Q(exception_class_path="")),
        parked=Count("pk", filter=Q(status=TaskResultStatus.FAILED)),
    )
    oldest = [instant for instant in (figures.pop("oldest_queued"), figures.pop("oldest_delayed")) if instant]
    return JobsHealth(
        workers=live_workers(),
        oldest_due_at=min(oldest, default=None),
        overdue_schedules=tuple(overdue_schedules(now, grace=SCHEDULE_GRACE)),
        **figures,
    )


def parked_jobs() -> list[ParkedJob]:
    """Return the hundred jobs parked last, newest first."""
    return [
        ParkedJob(
            id=str(row.pk),
            path=row.task_path,
            arguments=row.args_kwargs["kwargs"],
            queued_at=row.enqueued_at,
            parked_at=row.finished_at,
            tries=len(row.worker_ids),
            error=row.exception_class_path,
        )
        for row in DBTaskResult.objects.failed().order_by("-finished_at", "pk")[:100]
    ]


@transaction.atomic
def replay(ids: Iterable[str]) -> int:
    """Queue parked jobs again with all their tries, and return how many; others are left alone."""
    return _queue_again(DBTaskResult.objects.failed().filter(pk__in=list(ids)))


@transaction.atomic
def replay_all() -> int:
    """As `replay`, for every parked job."""
    return _queue_again(DBTaskResult.objects.failed())


def _queue_again(parked: QuerySet[DBTaskResult[..., None]]) -> int:
    return parked.update(status=TaskResultStatus.READY, run_after=timezone.now(), finished_at=None, worker_ids=[])


def prune_results() -> int:
    """Delete what is done for a week and what is parked for three months, and return how many."""
    now = timezone.now()
    done = Q(status=TaskResultStatus.SUCCESSFUL, finished_at__lt=now - RESULTS_KEPT)
    parked = Q(status=TaskResultStatus.FAILED, finished_at__lt=now - PARKED_KEPT)
    count, _ = DBTaskResult.objects.filter(done | parked).delete()
    return count
