"""Ask clamd, ClamAV's server, about a content, by its INSTREAM command."""

import socket
import struct
from contextlib import suppress
from dataclasses import dataclass
from typing import IO
from urllib.parse import urlsplit

CHUNK = 64 * 1024
DEFAULT_PORT = 3310
TIMEOUT = 30.0
"""Seconds without a byte."""
LONGEST_ANSWER = 4096


class AntivirusUnavailableError(Exception):
    """No verdict: the server is away, refuses or answers something else. The question can be asked again."""


@dataclass(frozen=True)
class Verdict:
    infected: bool
    signature: str
    """What was recognised; empty for a clean content."""


@dataclass(frozen=True)
class Clamd:
    address: str
    """tcp://host:3310 or unix:///run/clamav/clamd.ctl."""

    def scan(self, content: IO[bytes]) -> Verdict:
        """Send the whole content and return the verdict. Raises AntivirusUnavailableError."""
        try:
            with self._connected() as link:
                # A server that has seen enough answers and closes before the end.
                with suppress(BrokenPipeError, ConnectionResetError):
                    _send(link, content)
                return _read_verdict(_answer(link))
        except OSError as error:
            raise AntivirusUnavailableError(type(error).__name__) from error

    def _connected(self) -> socket.socket:
        parts = urlsplit(self.address)
        if parts.scheme == "unix":
            link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            try:
                link.settimeout(TIMEOUT)
                link.connect(parts.path)
            except OSError:
                link.close()
                raise
            return link
        return socket.create_connection((parts.hostname or "", parts.port or DEFAULT_PORT), timeout=TIMEOUT)


def _send(link: socket.socket, content: IO[bytes]) -> None:
    link.sendall(b"zINSTREAM\0")
    while chunk := content.read(CHUNK):
        link.sendall(struct.pack("!L", len(chunk)) + chunk)
    link.sendall(struct.pack("!L", 0))


def _answer(link: socket.socket) -> str:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER and (part := link.recv(LONGEST_ANSWER)):
        answer += part
    return answer.rstrip(b"\0\n").decode("utf-8", errors="replace")


def _read_verdict(answer: str) -> Verdict:
    if answer == "stream: OK":
        return Verdict(infected=False, signature="")
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return Verdict(infected=True, signature=answer.removeprefix("stream: ").removesuffix(" FOUND"))
    raise AntivirusUnavailableError(answer[:200] or "no answer")
