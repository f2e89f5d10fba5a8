"""Workers as processes: killed, restarted, several at once."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings

from mec.core.mail.models import Mail
from tests.core.jobs import probe
from tests.process import Gate, finished, result

WORK = ("worker", "--no-scheduler")


@pytest.fixture
def word() -> str:
    return uuid4().hex


@pytest.fixture
def gate(tmp_path) -> Gate:
    return Gate.make(tmp_path / "gate")


def mails_about(*, word: str) -> int:
    return Mail.objects.filter(key=f"probe:{word}").count()


@contextmanager
def database_away(product) -> Iterator[None]:
    """Cut the connections to the product's PostgreSQL database and refuse new ones."""
    address, name = product.environment["DATABASE_URL"].rsplit("/", 1)
    with psycopg.connect(f"{address}/postgres", autocommit=True) as server:
        server.execute(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS false')
        server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        yield
        server.execute(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS true')


def read_until(stream, sentence: str) -> None:
    while sentence not in (line := stream.readline()):
        assert line, "The worker ended."


def kill_at_gate(product, gate):
    worker = product.start(*WORK)
    gate.wait()
    worker.kill()
    finished(worker)


def test_job_whose_worker_is_killed_in_the_middle_leaves_nothing_half_done(product, gate, word):
    product.call(probe.queue, name="note_around_gate", word=word, gate=str(gate.folder))
    kill_at_gate(product, gate)
    assert product.call(probe.rows, word=word) == [["note_around_gate", "RUNNING", 1]]
    rescuer = product.start(*WORK, "--until-idle")
    gate.wait()
    gate.open()
    finished(rescuer)


def test_job_whose_worker_is_killed_in_the_middle_has_its_effects_once(product, gate, word):
    product.call(probe.queue, name="note_around_gate", word=word, gate=str(gate.folder))
    kill_at_gate(product, gate)
    restarted = product.start(*WORK, "--until-idle")
    gate.wait()
    gate.open()
    assert finished(restarted).returncode == 0
    assert product.call(probe.rows, word=word) == [
        ["note", "SUCCESSFUL", 1],
        ["note", "SUCCESSFUL", 1],
        ["note_around_gate", "SUCCESSFUL", 2],
    ]


def test_job_without_transaction_runs_again_and_its_mail_is_queued_once(product, gate, word):
    product.call(probe.queue, name="mail_before_gate", word=word, gate=str(gate.folder))
    kill_at_gate(product, gate)
    restarted = product.start(*WORK, "--until-idle")
    gate.wait()
    gate.open()
    assert finished(restarted).returncode == 0
    assert product.call(probe.rows, word=word) == [
        ["mail_before_gate", "SUCCESSFUL", 2],
        ["note", "SUCCESSFUL", 1],
        ["note", "SUCCESSFUL", 1],
    ]
    assert product.call(mails_about, word=word) == 1


def test_job_given_to_a_live_worker_while_another_restarts_is_not_run_twice(product, gate, word):
    product.call(probe.queue, name="note_around_gate", word=word, gate=str(gate.folder))
    worker = product.start(*WORK)
    gate.wait()
    bystander = product.start(*WORK, "--until-idle")
    if "sqlite" in product.environment["DATABASE_URL"]:  # The open transaction makes the bystander wait.
        gate.open()
        assert finished(bystander).returncode == 0
    else:
        assert finished(bystander).returncode == 0
        gate.open()
    worker.send_signal(signal.SIGTERM)
    assert finished(worker).returncode == 0
    product.run(*WORK, "--until-idle")
    assert product.call(probe.rows, word=word) == [
        ["note", "SUCCESSFUL", 1],
        ["note", "SUCCESSFUL", 1],
        ["note_around_gate", "SUCCESSFUL", 1],
    ]


def test_jobs_of_two_workers_run_once_each(product, tmp_path):
    path = tmp_path / "lines"
    product.call(probe.queue_lines, path=str(path), count=60)
    workers = [product.start(*WORK, "--until-idle") for _ in range(2)]
    assert [finished(worker).returncode for worker in workers] == [0, 0]
    assert sorted(map(int, path.read_text().split())) == list(range(60))


def test_job_that_kills_its_worker_is_parked_and_the_others_run(product, word):
    product.call(probe.queue, name="die", word=word)
    product.call(probe.queue, name="note", word=word)
    codes = [product.run(*WORK, "--until-idle").returncode for _ in range(3)]
    assert codes == [-signal.SIGKILL, -signal.SIGKILL, 0]
    assert product.call(probe.rows, word=word) == [["die", "FAILED", 2], ["note", "SUCCESSFUL", 1]]


def test_schedule_of_two_schedulers_is_queued_once(product, tmp_path, word):
    gates = [Gate.make(tmp_path / name) for name in ("one", "two")]
    racers = [
        product.start_call(probe.race_to_schedule, name=word, at="2026-11-20T10:00:00+00:00", gate=str(gate.folder))
        for gate in gates
    ]
    for gate in gates:
        gate.wait()
    for gate in gates:
        gate.open()
    assert sorted(result(racer) for racer in racers) == [0, 1]


@pytest.mark.skipif(
    settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"), reason="SQLite has no connection to cut"
)
@pytest.mark.parametrize("name", ["note_around_gate", "mail_before_gate"])
def test_worker_survives_a_database_that_goes_away_in_mid_job(product, gate, word, name):
    product.call(probe.queue, name=name, word=word, gate=str(gate.folder))
    worker = product.start(*WORK)
    gate.wait()
    with database_away(product):
        gate.open()
        read_until(worker.stderr, "database away")
    gate.wait()
    worker.send_signal(signal.SIGTERM)
    gate.open()
    assert finished(worker).returncode == 0
    product.run(*WORK, "--until-idle")
    notes = [["note", "SUCCESSFUL", 1]] * 2
    assert product.call(probe.rows, word=word) == sorted([[name, "SUCCESSFUL", 2], *notes])


def test_worker_stops_when_told_to(product, gate, word):
    product.call(probe.queue, name="note_around_gate", word=word, gate=str(gate.folder))
    worker = product.start(*WORK)
    gate.wait()
    worker.send_signal(signal.SIGTERM)
    gate.open()
    assert finished(worker).returncode == 0
    assert ["note_around_gate", "SUCCESSFUL", 1] in product.call(probe.rows, word=word)


def test_worker_refuses_a_database_that_is_not_migrated(product, tmp_path):
    refused = product.run("worker", DATABASE_URL=f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    assert refused.returncode == 1
    assert refused.stderr == "CommandError: La base de données n’est pas à jour. Lancez d’abord : mec migrate\n"
