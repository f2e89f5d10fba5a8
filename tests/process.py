"""The product in processes of its own, on a database that they share: what a single process cannot show."""

import json
import os
import select
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import uuid4

import django
import psycopg
from django.conf import settings

PATIENCE_SECONDS = 60


@dataclass(frozen=True)
class Product:
    environment: dict[str, str]

    def start(self, *command: str, **environment: str) -> "subprocess.Popen[str]":
        """Start a `mec` command."""
        return self._start(["-m", "mec", *command], environment)

    def run(self, *command: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        """Run a `mec` command to its end."""
        return finished(self.start(*command, **environment))

    def start_call(self, function: Callable[..., Any], **arguments: Any) -> "subprocess.Popen[str]":
        """Start a process that calls a module-level function with JSON arguments and prints its JSON result."""
        return self._start(["-m", "tests.process", function.__module__, function.__name__, json.dumps(arguments)], {})

    def call(self, function: Callable[..., Any], **arguments: Any) -> Any:
        return result(self.start_call(function, **arguments))

    def _start(self, arguments: list[str], environment: dict[str, str]) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, *arguments],
            env={**self.environment, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


def finished(process: "subprocess.Popen[str]") -> "subprocess.CompletedProcess[str]":
    try:
        output, errors = process.communicate(timeout=PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        raise
    return subprocess.CompletedProcess(process.args, process.returncode, output, errors)


def result(process: "subprocess.Popen[str]") -> Any:
    completed = finished(process)
    assert completed.returncode == 0, completed.stderr
    return json.loads(completed.stdout)


@dataclass(frozen=True)
class Gate:
    """A place where another process says that it has arrived, and waits until it is let through."""

    folder: Path

    @classmethod
    def make(cls, folder: Path) -> "Gate":
        folder.mkdir()
        os.mkfifo(folder / "arrived")
        os.mkfifo(folder / "open")
        return cls(folder)

    def wait(self) -> None:
        """Wait, in the test, until the other process has arrived."""
        descriptor = os.open(self.folder / "arrived", os.O_RDONLY | os.O_NONBLOCK)
        try:
            ready, _, _ = select.select([descriptor], [], [], PATIENCE_SECONDS)
            assert ready, "Nobody came to the gate."
        finally:
            os.close(descriptor)

    def open(self) -> None:
        """Let, from the test, the other process through."""
        (self.folder / "open").write_text("")

    def stop(self) -> None:
        """Arrive, in the other process, and wait."""
        with (self.folder / "arrived").open("w") as arrived:
            arrived.write("!")
        (self.folder / "open").read_text()


@contextmanager
def running_product(data_dir: Path) -> Iterator[Product]:
    """A migrated product on a database of its own, on the engine of this run."""
    with _database_url(data_dir) as url:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("MEC_")}
        environment |= {
            "DJANGO_SETTINGS_MODULE": "mec.config.settings",
            "DATABASE_URL": url,
            "MEC_DATA_DIR": str(data_dir),
        }
        product = Product(environment)
        migrated = product.run("migrate", "--verbosity", "0")
        assert migrated.returncode == 0, migrated.stderr
        yield product


@contextmanager
def _database_url(data_dir: Path) -> Iterator[str]:
    database = settings.DATABASES["default"]
    if not database["ENGINE"].endswith("postgresql"):
        yield f"sqlite:///{data_dir / 'mec.sqlite3'}"
        return
    name = f"test_mec_{uuid4().hex}"
    user, password = database["USER"], database["PASSWORD"]
    address = f"{user}:{password}@{database['HOST']}:{database['PORT'] or 5432}"
    with psycopg.connect(f"postgresql://{address}/postgres", autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            yield f"postgres://{address}/{name}"
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def main(module: str, function: str, arguments: str) -> None:
    django.setup()
    sys.stdout.write(json.dumps(getattr(import_module(module), function)(**json.loads(arguments))))


if __name__ == "__main__":
    main(*sys.argv[1:])
