"""Jobs to watch at work, and questions to ask about them from another process."""

import os
import signal
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django_tasks_db.models import DBTaskResult

from mec.core.jobs.queue import enqueue, job
from mec.core.jobs.schedules import Scheduler, scheduled, schedules
from mec.core.mail.services import queue_mail
from tests.process import Gate


@job()
def note(*, word: str) -> None:
    """Its row is the effect that other probes leave: nothing makes it unique."""


@job(atomic=False)
def note_without_transaction(*, word: str) -> None:
    pass


@job()
def note_twice(*, word: str) -> None:
    enqueue(note, word=word)
    enqueue(note, word=word)


@job()
def note_around_gate(*, word: str, gate: str) -> None:
    enqueue(note, word=word)
    Gate(Path(gate)).stop()
    enqueue(note, word=word)


@job(atomic=False)
def mail_before_gate(*, word: str, gate: str) -> None:
    queue_mail(to="destinataire@essai.fr", subject=word, text=word, key=f"probe:{word}")
    enqueue(note, word=word)
    Gate(Path(gate)).stop()


@job(atomic=False)
def write_line(*, path: str, line: str) -> None:
    with Path(path).open("a") as lines:
        lines.write(f"{line}\n")


@job()
def fail(*, word: str) -> None:
    enqueue(note, word=word)
    raise RuntimeError(word)


@job(atomic=False)
def fail_without_transaction(*, word: str) -> None:
    raise RuntimeError(word)


@job(tries=2)
def die(*, word: str) -> None:
    enqueue(note, word=word)
    os.kill(os.getpid(), signal.SIGKILL)


@job()
def fail_with_text_no_database_stores() -> None:
    raise RuntimeError("nul \x00 and surrogate \ud800")


JOBS = {job.name: job for job in (note, note_around_gate, mail_before_gate, write_line, fail, die)}


def queue(*, name: str, count: int = 1, **arguments: Any) -> None:
    for _ in range(count):
        enqueue(JOBS[name], **arguments)


def queue_lines(*, path: str, count: int) -> None:
    for number in range(count):
        enqueue(write_line, path=path, line=str(number))


def rows(*, word: str) -> list[list[Any]]:
    """Return the name, status and number of tries of each job about a word."""
    found = DBTaskResult.objects.filter(args_kwargs__kwargs__word=word)
    return sorted([row.task_name, row.status, len(row.worker_ids)] for row in found)


def race_to_schedule(*, name: str, at: str, gate: str) -> int:
    """Know a schedule since the day before, wait at the gate, queue its run of `at`; return how many were queued."""
    now = datetime.fromisoformat(at)
    others = dict(schedules)
    schedules.clear()
    scheduled(name=name, every=timedelta(days=1))(tick)
    try:
        scheduler = Scheduler()
        scheduler.enqueue_due(now - timedelta(days=1))
        Gate(Path(gate)).stop()
        return scheduler.enqueue_due(now)
    finally:
        schedules.clear()
        schedules.update(others)


@job()
def tick() -> None:
    pass
