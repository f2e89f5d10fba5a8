"""The two servers of a run: the floor and the product, each one synchronous gunicorn worker."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ATTEMPTS = 300
PAUSE = 0.1


class ServerError(Exception):
    """A server of the bench did not start; the message is what it said."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def gunicorn(application: str, *, log: Path, **environment: str) -> Iterator[tuple[int, int]]:
    """Serve `application` until the end of the block; give its port and the id of its first process."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "1", application]
    with log.open("w") as output:
        process = subprocess.Popen(  # noqa: S603 -- our own command line
            command, env=os.environ | environment, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            _wait(port, process, log)
            yield port, process.pid
        finally:
            process.terminate()
            process.wait(timeout=30)


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    for _attempt in range(ATTEMPTS):
        if process.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            try:
                process.wait(timeout=PAUSE)
            except subprocess.TimeoutExpired:
                continue
        else:
            return
    raise ServerError(log.read_text())
