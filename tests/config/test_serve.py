"""The embedded product: site, jobs and schedules under one command."""

import os
import select
import signal
import socket
import subprocess
from http.client import HTTPConnection
from typing import Any

import pytest

from mec.demo.personas import PERSONAS
from tests.process import PATIENCE_SECONDS, Product, finished


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture
def serving(product: Product, port: int):
    process = product.start("serve", MEC_PORT=str(port), MEC_DEMO="false")
    yield process
    process.terminate()
    finished(process)


def next_line(process: Any) -> str:
    ready, _, _ = select.select([process.stdout], [], [], PATIENCE_SECONDS)
    assert ready, "The command says nothing."
    return process.stdout.readline().replace("\u00a0", " ").strip()


def children(process: Any) -> dict[str, int]:
    """Return the process identifiers of the site and of the worker."""
    table = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout
    lines = [line.split(maxsplit=2) for line in table.splitlines()]
    return {
        "worker" if " worker " in arguments else "site": int(pid)
        for pid, parent, arguments in lines
        if int(parent) == process.pid
    }


def status_of(port: int, path: str) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()


def test_serve_runs_the_site_and_the_jobs_and_stops_cleanly(serving, product, port):
    assert next_line(serving) == f"Mon Espace Collectivité est prêt : http://localhost:{port}/ (Ctrl+C pour arrêter)"
    assert status_of(port, "/") == 200
    pids = children(serving)
    assert sorted(pids) == ["site", "worker"]
    serving.send_signal(signal.SIGTERM)
    completed = finished(serving)
    assert (completed.returncode, completed.stderr) == (0, "")
    for pid in pids.values():
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_demonstration_says_where_to_go_and_who_to_be(product, port):
    serving = product.start("serve", MEC_PORT=str(port))
    try:
        ready = next_line(serving)
        said = [serving.stdout.readline().replace("\u00a0", " ").strip() for _ in range(2 + len(PERSONAS))]
    finally:
        serving.terminate()
        finished(serving)
    assert ready == f"Mon Espace Collectivité est prêt : http://localhost:{port}/ (Ctrl+C pour arrêter)"
    assert said == [
        f"Choisir un personnage : http://localhost:{port}/demonstration/",
        f"Lire les courriels partis : http://localhost:{port}/demonstration/courriels/",
        *(f"{persona.email:26}{persona.story}".replace("\u00a0", " ") for persona in PERSONAS),
    ]


@pytest.mark.parametrize(("name", "program"), [("worker", "Le programme des travaux"), ("site", "Le site")])
def test_serve_starts_again_what_is_killed(serving, port, name, program):
    next_line(serving)
    killed = children(serving)[name]
    os.kill(killed, signal.SIGKILL)
    assert next_line(serving) == f"{program} s’est arrêté (code -9) : redémarrage."
    assert children(serving)[name] != killed
    assert status_of(port, "/") == 200


def test_serve_says_that_the_port_is_taken(product, port):
    with socket.create_server(("127.0.0.1", port)):
        refused = product.run("serve", MEC_PORT=str(port))
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"CommandError: Le port {port} est déjà pris")


def test_serve_says_that_the_database_is_not_migrated(product, port, tmp_path):
    refused = product.run("serve", MEC_PORT=str(port), DATABASE_URL=f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    assert refused.returncode == 1
    assert refused.stderr == "CommandError: La base de données n’est pas à jour. Lancez d’abord : mec migrate\n"


def test_serve_says_that_the_database_does_not_answer(product, port):
    refused = product.run("serve", MEC_PORT=str(port), DATABASE_URL="postgres://nobody@127.0.0.1:1/none")
    assert refused.returncode == 1
    assert refused.stderr.startswith("CommandError: La base de données ne répond pas.")


def test_serve_that_is_killed_leaves_nothing_behind(product, port):
    serving = product.start("serve", MEC_PORT=str(port))
    next_line(serving)
    serving.kill()
    errors = finished(serving).stderr  # Read to its end: nobody holds it open any more.
    assert "Traceback" not in errors
    with socket.create_server(("127.0.0.1", port)):
        pass
