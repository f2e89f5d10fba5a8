"""The databases that are measured: made once for each engine and number of projects, kept under var/bench."""

import getpass
import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import psycopg

ROOT = Path("var") / "bench"
COMMANDS = (("migrate", "-v0"), ("territories",), ("catalogue",), ("demo",))
SHAPING = (
    *("mec/*/migrations/0*.py", "mec/core/*/migrations/0*.py", "mec/demo/**/*.py", "mec/demo/data/*.toml"),
    *("mec/offers/data/**/*.toml", "bench/offers.py"),
)
"""Files that change what a base holds."""


@dataclass(frozen=True)
class Base:
    engine: str
    projects: int

    @property
    def name(self) -> str:
        return f"{self.engine}-{self.projects}"

    @property
    def folder(self) -> Path:
        return (ROOT / self.name).resolve()

    @property
    def environment(self) -> dict[str, str]:
        own = {
            "DJANGO_SETTINGS_MODULE": "bench.settings",
            "MEC_DATA_DIR": str(self.folder),
            "PYTHONPATH": str(Path.cwd()),
        }
        return own | ({"DATABASE_URL": _postgresql_url(self.database)} if self.engine == "postgresql" else {})

    @property
    def database(self) -> str:
        return f"mec_bench_{self.projects}"


def _postgresql_url(database: str) -> str:
    server = os.environ.get("MEC_TEST_POSTGRES_URL", f"postgres://{getpass.getuser()}@127.0.0.1:5432/postgres")
    return f"{server.rpartition('/')[0]}/{database}"


def has_postgresql() -> bool:
    try:
        psycopg.connect(_postgresql_url("postgres"), connect_timeout=2).close()
    except psycopg.Error:
        return False
    return True


def prepare(base: Base) -> None:
    """Make the base unless it is there and nothing that shapes it has changed."""
    mark, wanted = base.folder / "fait", _digest()
    if mark.exists() and mark.read_text() == wanted:
        return
    print(f"Préparation de {base.name}…", flush=True)
    shutil.rmtree(base.folder, ignore_errors=True)
    base.folder.mkdir(parents=True)
    if base.engine == "postgresql":
        with psycopg.connect(_postgresql_url("postgres"), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{base.database}"')
            connection.execute(f'CREATE DATABASE "{base.database}"')
    for command in (*COMMANDS, ("demo", f"--projects={base.projects}"), ("collectstatic", "--noinput", "-v0")):
        run(base, "mec", *command)
    run(base, "bench.offers")
    mark.write_text(wanted)


def run(base: Base, module: str, *arguments: str) -> str:
    """Run a module of Python on the base and return what it printed."""
    command = [sys.executable, "-W", "ignore", "-m", module, *arguments]
    done = subprocess.run(  # noqa: S603 -- our own command line
        command, env=os.environ | base.environment, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout


def _digest() -> str:
    files = sorted(path for pattern in SHAPING for path in Path().glob(pattern))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
