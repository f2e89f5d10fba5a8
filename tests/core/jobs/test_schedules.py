"""Declared rhythms, and their runs queued once."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, transaction
from django_tasks_db.models import DBTaskResult
from hypothesis import given
from hypothesis import strategies as st

from mec.core.jobs.models import ScheduledRun
from mec.core.jobs.schedules import Daily, Every, Scheduler, overdue_schedules, scheduled, schedules
from tests.core.jobs import probe
from tests.factories.jobs import ScheduledRunFactory

NOW = datetime(2026, 11, 20, 10, 5, tzinfo=UTC)
TEN_MINUTES = timedelta(minutes=10)
PARIS = ZoneInfo("Europe/Paris")
instants = st.datetimes(datetime(2026, 1, 1), datetime(2029, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 -- bounds are naive


@pytest.fixture
def only_tick():
    """The one schedule of the process: `tick`, every ten minutes."""
    others = dict(schedules)
    schedules.clear()
    scheduled(name="tick", every=TEN_MINUTES)(probe.tick)
    yield
    schedules.clear()
    schedules.update(others)


def ticks() -> int:
    return DBTaskResult.objects.filter(task_path="tests.core.jobs.probe.tick").count()


@given(instants, st.timedeltas(timedelta(seconds=1), timedelta(days=30)))
def test_every_is_due_on_a_regular_grid(now, period):
    due_at = Every(period).latest(now)
    assert due_at <= now < due_at + period
    assert Every(period).latest(due_at) == due_at


@given(instants, st.times())
def test_daily_is_due_once_each_paris_day_even_when_clocks_change(now, at):
    daily = Daily(at)
    due_at = daily.latest(now)
    days = [daily.latest(now + timedelta(hours=hours)) for hours in range(49)]
    assert due_at <= now < due_at + timedelta(hours=25)
    assert daily.latest(due_at) == due_at
    assert days == sorted(days)
    assert len(set(days)) in (2, 3)


@pytest.mark.parametrize(
    ("now", "due_at"),
    [
        (datetime(2026, 11, 20, 3, 19, tzinfo=PARIS), datetime(2026, 11, 19, 2, 20, tzinfo=UTC)),
        (datetime(2026, 11, 20, 3, 20, tzinfo=PARIS), datetime(2026, 11, 20, 2, 20, tzinfo=UTC)),
        (datetime(2026, 7, 1, 12, 0, tzinfo=PARIS), datetime(2026, 7, 1, 1, 20, tzinfo=UTC)),
    ],
)
def test_daily_is_due_on_the_clocks_of_paris(now, due_at):
    assert Daily(time(3, 20)).latest(now) == due_at


@pytest.mark.django_db
@pytest.mark.usefixtures("only_tick")
def test_schedule_never_seen_starts_with_its_next_run():
    scheduler = Scheduler()
    assert scheduler.enqueue_due(NOW) == 0
    assert scheduler.enqueue_due(NOW + TEN_MINUTES) == 1
    assert ticks() == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("only_tick")
def test_run_is_queued_once_by_two_schedulers():
    Scheduler().enqueue_due(NOW)
    queued = [Scheduler().enqueue_due(NOW + TEN_MINUTES) for _ in range(2)]
    assert queued == [1, 0]
    assert ticks() == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("only_tick")
def test_runs_missed_while_stopped_are_caught_up_by_one():
    Scheduler().enqueue_due(NOW)
    assert Scheduler().enqueue_due(NOW + timedelta(days=3)) == 1
    assert ticks() == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("only_tick")
def test_scheduler_whose_clock_is_behind_queues_nothing_again():
    Scheduler().enqueue_due(NOW)
    Scheduler().enqueue_due(NOW + TEN_MINUTES)
    assert Scheduler().enqueue_due(NOW) == 0


@pytest.mark.django_db
@pytest.mark.usefixtures("only_tick")
def test_scheduler_asks_the_database_only_when_a_run_is_due(django_assert_num_queries):
    scheduler = Scheduler()
    scheduler.enqueue_due(NOW)
    with django_assert_num_queries(0):
        scheduler.enqueue_due(NOW + timedelta(minutes=1))


@pytest.mark.django_db
def test_run_is_unique_in_the_database():
    run = ScheduledRunFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        ScheduledRun.objects.create(name=run.name, due_at=run.due_at)


@pytest.mark.django_db
@pytest.mark.usefixtures("only_tick")
def test_schedule_that_nobody_queues_is_overdue():
    grace = timedelta(minutes=5)
    assert overdue_schedules(NOW, grace=grace) == ["tick"]
    Scheduler().enqueue_due(NOW)
    assert overdue_schedules(NOW, grace=grace) == []
    assert overdue_schedules(NOW + TEN_MINUTES, grace=grace) == ["tick"]


@pytest.mark.usefixtures("only_tick")
def test_two_schedules_of_one_name_are_refused():
    with pytest.raises(ImproperlyConfigured):
        scheduled(name="tick", every=TEN_MINUTES)(probe.note)


@pytest.mark.parametrize("rhythm", [{}, {"every": TEN_MINUTES, "at": time(3)}])
def test_schedule_without_one_rhythm_is_refused(rhythm):
    with pytest.raises(ImproperlyConfigured):
        scheduled(name="none", **rhythm)(probe.tick)


def test_every_declared_job_takes_no_argument():
    assert [name for name, schedule in schedules.items() if schedule.job.func.__code__.co_kwonlyargcount] == []
    assert {"core.housekeeping", "mail.purge"} <= set(schedules)
