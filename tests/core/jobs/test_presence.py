"""Who is alive, and whose job is given back."""

import fcntl
from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from mec.core.jobs.models import Worker
from mec.core.jobs.presence import LEASE, live_workers, rescue_orphans
from mec.core.jobs.queue import enqueue
from mec.core.jobs.runner import claim
from tests.core.jobs import probe
from tests.factories.jobs import WorkerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def workers_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    folder = tmp_path / "workers"
    folder.mkdir()
    return folder


def long_ago():
    return timezone.now() - LEASE - timedelta(seconds=1)


def claimed_by(worker):
    enqueue(probe.note, word="privas")
    return claim(worker.pk)


def status(row):
    return DBTaskResult.objects.get(pk=row.pk).status


def test_job_of_a_worker_seen_lately_is_left_alone():
    row = claimed_by(WorkerFactory())
    assert rescue_orphans() == 0
    assert status(row) == "RUNNING"
    assert live_workers() == 1


def test_job_of_a_worker_not_seen_for_long_is_given_back():
    row = claimed_by(WorkerFactory(seen_at=long_ago()))
    assert live_workers() == 0
    assert rescue_orphans() == 1
    assert status(row) == "READY"
    assert not Worker.objects.exists()


def test_job_of_a_worker_whose_process_is_gone_is_given_back_at_once(workers_folder):
    worker = WorkerFactory()
    lock = workers_folder / f"{worker.pk}.lock"
    lock.touch()
    row = claimed_by(worker)
    assert rescue_orphans() == 1
    assert status(row) == "READY"
    assert not lock.exists()


def test_job_of_a_worker_whose_process_holds_its_lock_is_left_alone(workers_folder):
    worker = WorkerFactory()
    row = claimed_by(worker)
    with (workers_folder / f"{worker.pk}.lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert rescue_orphans() == 0
    assert status(row) == "RUNNING"


def test_worker_that_asks_is_not_its_own_orphan():
    worker = WorkerFactory(seen_at=long_ago())
    row = claimed_by(worker)
    assert rescue_orphans(but=worker.pk) == 0
    assert status(row) == "RUNNING"


def test_jobs_of_the_living_stay_with_them_when_a_dead_one_is_buried():
    living, dead = WorkerFactory(), WorkerFactory(seen_at=long_ago())
    kept, given = claimed_by(living), claimed_by(dead)
    assert rescue_orphans() == 1
    assert (status(kept), status(given)) == ("RUNNING", "READY")
    assert list(Worker.objects.all()) == [living]


def test_dead_worker_without_a_job_is_forgotten():
    WorkerFactory(seen_at=long_ago())
    assert rescue_orphans() == 0
    assert not Worker.objects.exists()
