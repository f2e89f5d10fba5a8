"""One job at a time: done, tried again, parked, lost."""

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from mec.core.jobs.queue import enqueue
from mec.core.jobs.runner import WorkerLostError, claim, drain, give_back, run
from tests.core.jobs import probe

pytestmark = pytest.mark.django_db
START = "2026-11-20T10:00:00Z"


def row_of(name: str) -> DBTaskResult:
    return DBTaskResult.objects.get(task_path=f"tests.core.jobs.probe.{name}")


def state(row: DBTaskResult) -> tuple[str, int]:
    row.refresh_from_db()
    return row.status, len(row.worker_ids)


def test_job_that_is_queued_runs_once():
    enqueue(probe.note, word="privas")
    assert drain() == 1
    assert drain() == 0
    assert state(row_of("note")) == ("SUCCESSFUL", 1)


def test_job_queued_twice_runs_twice():
    enqueue(probe.note, word="privas")
    enqueue(probe.note, word="privas")
    assert drain() == 2


def test_job_of_a_transaction_that_is_undone_never_was():
    with transaction.atomic():
        enqueue(probe.note, word="privas")
        transaction.set_rollback(True)
    assert drain() == 0


def test_jobs_run_in_the_order_in_which_they_were_queued(tmp_path):
    for line in "abc":
        enqueue(probe.write_line, path=str(tmp_path / "lines"), line=line)
    drain()
    assert (tmp_path / "lines").read_text() == "a\nb\nc\n"


def test_failed_job_leaves_nothing_and_waits_longer_each_time():
    with time_machine.travel(START, tick=False) as clock:
        enqueue(probe.fail, word="privas")
        waits = []
        for _ in range(4):
            assert drain() == 1
            row = row_of("fail")
            waits.append(row.run_after - row.started_at)
            assert row.status == "READY"
            clock.shift(waits[-1] - timedelta(seconds=1))
            assert drain() == 0
            clock.shift(timedelta(seconds=1))
    assert waits == sorted(waits)
    assert DBTaskResult.objects.count() == 1


def test_poison_job_is_parked_after_five_tries_while_others_go_on():
    with time_machine.travel(START, tick=False) as clock:
        enqueue(probe.fail, word="poison")
        for number in range(10):
            enqueue(probe.note, word=str(number))
            drain()
            clock.shift(timedelta(hours=2))
    row = row_of("fail")
    assert state(row) == ("FAILED", 5)
    assert row.exception_class_path == "builtins.RuntimeError"
    assert DBTaskResult.objects.successful().count() == 10


def test_error_that_no_database_stores_is_recorded_all_the_same():
    enqueue(probe.fail_with_text_no_database_stores)
    drain()
    assert "nul  and surrogate ?" in row_of("fail_with_text_no_database_stores").traceback


@pytest.mark.parametrize("path", ["tests.core.jobs.probe.gone", "tests.nowhere.gone", "tests.core.jobs.probe.rows"])
def test_row_that_names_no_job_of_ours_is_tried_again_later(path):
    enqueue(probe.note, word="privas")
    DBTaskResult.objects.update(task_path=path)
    assert drain() == 1
    row = DBTaskResult.objects.get()
    assert state(row) == ("READY", 1)
    assert row.exception_class_path


@pytest.mark.parametrize("job", [probe.note, probe.note_without_transaction])
def test_job_given_to_another_worker_is_not_marked_by_the_first(job):
    enqueue(job, word="privas")
    mine = claim("first")
    with transaction.atomic():
        give_back(DBTaskResult.objects.get(pk=mine.pk))
    theirs = claim("second")
    run(mine)
    assert state(theirs) == ("RUNNING", 2)
    run(theirs)
    assert state(theirs) == ("SUCCESSFUL", 2)


def test_atomic_job_given_to_another_worker_writes_nothing():
    enqueue(probe.note_twice, word="privas")
    mine = claim("first")
    with transaction.atomic():
        give_back(DBTaskResult.objects.get(pk=mine.pk))
    run(mine)
    assert DBTaskResult.objects.count() == 1


def test_failure_of_a_job_given_to_another_worker_is_not_recorded():
    enqueue(probe.fail_without_transaction, word="privas")
    mine = claim("first")
    with transaction.atomic():
        give_back(DBTaskResult.objects.get(pk=mine.pk))
    theirs = claim("second")
    run(mine)
    assert state(theirs) == ("RUNNING", 2)


def test_dead_workers_job_is_due_at_once_then_later_then_parked():
    with time_machine.travel(START, tick=False) as clock:
        enqueue(probe.note, word="privas")
        waits = []
        for number in range(5):
            row = claim(f"worker-{number}")
            with transaction.atomic():
                give_back(DBTaskResult.objects.get(pk=row.pk))
            row.refresh_from_db()
            waits.append(row.run_after - row.started_at)
            clock.shift(timedelta(hours=2))
    assert waits[:2] == [timedelta(), timedelta()]
    assert waits[2] > timedelta(minutes=1)
    assert state(row) == ("FAILED", 5)
    assert row.exception_class_path == f"{WorkerLostError.__module__}.WorkerLostError"
