"""Take one due job, run it, and say what came of it.

Taking a job is committed before it runs, so that a job that kills its worker is counted as a try. Then an atomic job's
writes and its "done" mark are one transaction, opened by locking the row: a worker killed in the middle leaves nothing
half done, and a worker that lost its row in the meantime (taken for dead, and its job given to another) writes nothing.
"""

import logging
from datetime import datetime, timedelta
from traceback import format_exception
from typing import TypeAlias

from django.db import transaction
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from mec.core.db import locked
from mec.core.jobs.backoff import delay_after
from mec.core.jobs.queue import DEFAULT_TRIES, Job

Row: TypeAlias = DBTaskResult[..., None]

logger = logging.getLogger("mec.jobs")

_LOSSES_FORGIVEN = 3


class RowLostError(Exception):
    """The job was given to another worker in the meantime."""


class WorkerLostError(Exception):
    """The worker died while it ran the job."""


class NotAJobError(Exception):
    """The row names something that was not declared with @job."""


def drain(worker_id: str = "drain") -> int:
    """Run the jobs that are due, and those that they queue, until none is; return how many were run."""
    count = 0
    while (row := claim(worker_id)) is not None:
        run(row)
        count += 1
    return count


def claim(worker_id: str) -> Row | None:
    """Take the first due job; no other worker takes it."""
    due = DBTaskResult.objects.ready()
    if not due.exists():  # Looking first spares SQLite's only write lock.
        return None
    with transaction.atomic():
        row: Row | None = due.get_locked()
        if row is not None:
            row.claim(worker_id)
    return row


def run(row: Row) -> None:
    """Run a claimed job. Whatever the job raises is recorded on its row, never raised."""
    try:
        job = _job_of(row)
        if job.atomic:
            with transaction.atomic():
                held = _hold(row)
                job.call(**row.args_kwargs["kwargs"])
                _mark_done(held)
        else:
            job.call(**row.args_kwargs["kwargs"])
            with transaction.atomic():
                _mark_done(_hold(row))
    except RowLostError:
        logger.warning("job lost: %s id=%s", row.task_path, row.pk)
    except Exception as error:  # noqa: BLE001 -- recorded on the row, tried again or parked
        _record_failure(row, error)
    else:
        logger.debug("job done: %s id=%s", row.task_path, row.pk)


def give_back(row: Row) -> None:
    """Return a dead worker's job, whose row the caller has locked, to the queue: at once, unless it killed several."""
    tries = len(row.worker_ids)
    wait = timedelta() if tries < _LOSSES_FORGIVEN else delay_after(tries)
    _retry_or_park(row, WorkerLostError(), wait)


def _job_of(row: Row) -> Job:
    job: object = row.task
    if not isinstance(job, Job):
        raise NotAJobError(row.task_path)
    return job


def _hold(row: Row) -> Row:
    """Lock the row until the end of the transaction, if it is still ours."""
    held = locked(DBTaskResult.objects.filter(pk=row.pk, status=TaskResultStatus.RUNNING)).first()
    if held is None or held.worker_ids != row.worker_ids:
        raise RowLostError
    return held


def _mark_done(held: Row) -> None:
    held.status = TaskResultStatus.SUCCESSFUL
    held.finished_at = timezone.now()
    held.exception_class_path = held.traceback = ""
    held.save(update_fields=["status", "finished_at", "exception_class_path", "traceback"])


def _record_failure(row: Row, error: Exception) -> None:
    try:
        with transaction.atomic():
            _retry_or_park(_hold(row), error, delay_after(len(row.worker_ids)))
    except RowLostError:
        logger.warning("job lost: %s id=%s", row.task_path, row.pk)


def _retry_or_park(held: Row, error: Exception, wait: timedelta) -> None:
    tries = len(held.worker_ids)
    parked = tries >= _tries_allowed(held)
    held.exception_class_path = f"{type(error).__module__}.{type(error).__qualname__}"
    held.traceback = _storable("".join(format_exception(error)))
    now: datetime = timezone.now()
    if parked:
        held.status = TaskResultStatus.FAILED
        held.finished_at = now
    else:
        held.status = TaskResultStatus.READY
        held.run_after = now + wait
    held.save(update_fields=["status", "finished_at", "run_after", "exception_class_path", "traceback"])
    logger.warning(
        "job %s: %s id=%s try=%d error=%s",
        "parked" if parked else "failed",
        held.task_path,
        held.pk,
        tries,
        held.exception_class_path,
    )


def _tries_allowed(row: Row) -> int:
    try:
        return _job_of(row).tries
    except Exception:  # noqa: BLE001 -- a job that this release does not know any more is parked like the others
        return DEFAULT_TRIES


def _storable(text: str) -> str:
    """PostgreSQL stores neither NUL nor lone surrogates."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()
