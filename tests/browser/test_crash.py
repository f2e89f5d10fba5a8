"""The worker is killed in the middle of a job, under the running product: everyone is told, once."""

import os
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenContext
from tests.browser.people import DDT, PREFECTURE, SECRETARY, Person
from tests.browser.server import Server

NAME = "Mettre l’horloge de l’église à l’heure"
NEWS = [f"Nouvelle numéro {rank} de l’horloge." for rank in range(1, 7)]
LOOKS = 100_000
RUNNING = "SELECT count(*) FROM django_tasks_database_dbtaskresult WHERE status = 'RUNNING'"

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="les processus se lisent dans /proc")


def is_writable(server: Server) -> bool:
    with closing(sqlite3.connect(server.data_dir / "mec.sqlite3", timeout=0, isolation_level=None)) as writing:
        try:
            writing.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return False
        writing.execute("ROLLBACK")
        return True


def halt_between_jobs(server: Server) -> int:
    """Stop the worker where it holds nothing, so that jobs wait while people go on."""
    worker = server.worker()
    for _look in range(LOOKS):
        os.kill(worker, signal.SIGSTOP)
        if is_writable(server) and server.rows(RUNNING) == [(0,)]:
            return worker
        os.kill(worker, signal.SIGCONT)
    raise AssertionError("The worker always holds the database.")


def kill_in_a_job(server: Server, worker: int) -> None:
    """Let the worker go on, and kill it while it runs one of the jobs that wait."""
    for _look in range(LOOKS):
        os.kill(worker, signal.SIGCONT)
        if server.rows(RUNNING) == [(1,)]:
            os.kill(worker, signal.SIGSTOP)
            if server.rows(RUNNING) == [(1,)]:
                os.kill(worker, signal.SIGKILL)
                return
    raise AssertionError("The worker was never seen in a job.")


def test_everyone_is_told_once_though_the_worker_is_killed_in_a_job(open_context: OpenContext, server):
    secretary = Person(open_context(SECRETARY).new_page(), server, SECRETARY)
    agents = [Person(open_context(email).new_page(), server, email) for email in (DDT, PREFECTURE)]
    secretary.anywhere.open("/projets/nouveau/")
    secretary.form.fill(name=NAME, description="Elle avance de six minutes par jour.", phase="Opération")

    worker = halt_between_jobs(server)
    secretary.form.send.click()
    expect(secretary.anywhere.heading).to_have_text(f"« {NAME} » est envoyé")
    secretary.exchanges.open_tab(secretary.form.reference, "echanges/")
    for news in NEWS:
        secretary.exchanges.write(news)
    kill_in_a_job(server, worker)

    expected = [f"{NAME} — Commune de Privas vous présente son projet", *[f"{NAME} — Nadia Fabre"] * len(NEWS)]
    for agent in agents:
        agent.mailbox.open_of(agent.email)
        agent.mailbox.reload_until(agent.mailbox.mails(about=NAME).nth(len(expected) - 1))
        expect(agent.mailbox.mails(about=NAME)).to_have_count(len(expected))
        for news in NEWS:
            expect(agent.mailbox.mails(about=NAME).filter(has_text=news)).to_have_count(1)
        agent.notifications.open("/notifications/")
        expect(agent.notifications.about(NAME)).to_have_count(len(expected))
    assert server.worker() != worker
    parked = server.rows("SELECT task_path FROM django_tasks_database_dbtaskresult WHERE status = 'FAILED'")
    assert parked == []
