"""Figures for the health page, and what people do with parked jobs."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from mec.core.jobs.health import JobsHealth, jobs_health, parked_jobs, prune_results, replay
from mec.core.jobs.queue import enqueue
from mec.core.jobs.runner import claim, drain
from mec.core.jobs.schedules import Scheduler, schedules
from tests.core.jobs import probe
from tests.factories.jobs import WorkerFactory

pytestmark = pytest.mark.django_db
START = "2026-11-20T10:00:00Z"


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as clock:
        yield clock


@pytest.fixture
def parked(clock):
    enqueue(probe.fail, word="privas")
    for _ in range(5):
        drain()
        clock.shift(timedelta(hours=2))
    return DBTaskResult.objects.get()


def test_health_of_an_idle_product(clock):
    Scheduler().enqueue_due(timezone.now())
    WorkerFactory()
    health = jobs_health()
    assert health == JobsHealth(
        workers=1, due=0, late=0, oldest_due_at=None, running=0, retrying=0, parked=0, overdue_schedules=()
    )
    assert health.healthy


def test_health_without_worker_nor_scheduler_is_bad(clock):
    health = jobs_health()
    assert health.overdue_schedules == tuple(sorted(schedules))
    assert not health.healthy


def test_health_counts_what_is_due_and_what_is_late(clock):
    queued_at = timezone.now()
    enqueue(probe.note, word="old")
    clock.shift(timedelta(seconds=61))
    enqueue(probe.note, word="new")
    health = jobs_health()
    assert (health.due, health.late, health.oldest_due_at) == (2, 1, queued_at)
    assert not health.healthy


def test_health_counts_what_runs_and_what_waits_for_another_try(clock):
    enqueue(probe.fail, word="privas")
    drain()
    enqueue(probe.note, word="privas")
    claim("worker")
    health = jobs_health()
    assert (health.due, health.running, health.retrying, health.parked) == (0, 1, 1, 0)


def test_another_try_that_is_late_counts_from_its_own_time(clock):
    enqueue(probe.fail, word="privas")
    drain()
    clock.shift(timedelta(hours=1))
    row = DBTaskResult.objects.get()
    health = jobs_health()
    assert (health.due, health.late, health.oldest_due_at) == (1, 1, row.run_after)


def test_health_takes_three_queries(django_assert_num_queries):
    with django_assert_num_queries(3):
        jobs_health()


def test_parked_job_is_shown_with_its_reason(parked):
    (shown,) = parked_jobs()
    assert shown.id == str(parked.pk)
    assert shown.path == "tests.core.jobs.probe.fail"
    assert shown.arguments == {"word": "privas"}
    assert (shown.tries, shown.error) == (5, "builtins.RuntimeError")
    assert jobs_health().parked == 1


def test_parked_job_that_is_replayed_has_all_its_tries_again(parked):
    assert replay([str(parked.pk)]) == 1
    assert parked_jobs() == []
    assert drain() == 1
    parked.refresh_from_db()
    assert (parked.status, len(parked.worker_ids)) == ("READY", 1)


def test_job_that_is_not_parked_is_not_replayed():
    enqueue(probe.note, word="privas")
    drain()
    assert replay([str(DBTaskResult.objects.get().pk)]) == 0


def test_results_are_pruned_after_a_week_and_parked_ones_after_three_months(parked, clock):
    enqueue(probe.note, word="done")
    drain()
    enqueue(probe.note, word="waiting")
    clock.shift(timedelta(days=6))
    assert prune_results() == 0
    clock.shift(timedelta(days=2))
    assert prune_results() == 1
    clock.shift(timedelta(days=90))
    assert prune_results() == 1
    assert [row.args_kwargs["kwargs"]["word"] for row in DBTaskResult.objects.all()] == ["waiting"]
