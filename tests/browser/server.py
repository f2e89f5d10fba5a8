"""The product as it runs on somebody's machine: its own process, its own database, real headers and static files."""

import json
import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
PREPARATION = ("migrate", "territories", "catalogue", "demo")
"""What `make run` does before it serves; a command that the product does not have is left out."""
START_ATTEMPTS = 600
START_PAUSE = 0.1


class ServerError(Exception):
    """The product did not start; the message is what it said."""


@dataclass(frozen=True)
class Server:
    url: str
    data_dir: Path
    pid: int = 0

    def mec(self, *arguments: str) -> str:
        """Run a command on the server's data and return its standard output."""
        done = subprocess.run(
            [sys.executable, "-m", "mec", *arguments],
            cwd=ROOT,
            env=environment(self.data_dir, self.url),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise ServerError(f"mec {' '.join(arguments)}: {done.stdout}{done.stderr}")
        return done.stdout.strip()

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Read the product's database, to count what no page shows."""
        with closing(sqlite3.connect(f"file:{self.data_dir / 'mec.sqlite3'}?mode=ro", uri=True, timeout=10)) as reading:
            return reading.execute(sql, values).fetchall()

    def worker(self) -> int:
        """Return the process that does the jobs of this server."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return next(int(pid) for pid in children if b"worker" in Path(f"/proc/{pid}/cmdline").read_bytes())

    def personas(self) -> list[dict[str, str]]:
        return json.loads(self.mec("demo", "--list", "--json"))


def environment(data_dir: Path, url: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "PYTHONPATH") if name in os.environ}
    port = url.rsplit(":", 1)[1]
    return kept | {"MEC_DATA_DIR": str(data_dir), "MEC_PORT": port, "MEC_SITE_URL": url, "MEC_WEB_PROCESSES": "1"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def known_commands(server: Server, wanted: Sequence[str]) -> list[str]:
    listed = server.mec("help", "--commands").split()
    return [command for command in wanted if command in listed]


@contextmanager
def serving(data_dir: Path) -> Iterator[Server]:
    """Prepare the demonstration in `data_dir`, start web and worker, and stop them at the end."""
    server = Server(f"http://localhost:{free_port()}", data_dir)
    for command in known_commands(server, PREPARATION):
        server.mec(command)
    log = data_dir / "serve.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "mec", "serve"],
            cwd=ROOT,
            env=environment(data_dir, server.url),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_until_ready(server, process, log)
            yield replace(server, pid=process.pid)
        finally:
            process.terminate()
            process.wait(timeout=30)


def _wait_until_ready(server: Server, process: subprocess.Popen[bytes], log: Path) -> None:
    for _attempt in range(START_ATTEMPTS):
        if process.poll() is not None:
            break
        try:
            with urlopen(f"{server.url}/", timeout=10):
                return
        except OSError:
            try:
                process.wait(timeout=START_PAUSE)
            except subprocess.TimeoutExpired:
                continue
    raise ServerError(log.read_text())
