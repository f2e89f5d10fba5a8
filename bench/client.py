"""The plainest HTTP client: prepared bytes out, everything in, one connection per request as the server closes it."""

import socket
import time
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import uuid4

CHUNK = 65_536


@dataclass(frozen=True)
class Answer:
    seconds: float
    """From the connection to the last byte."""
    status: int
    headers: dict[str, str]
    """Names in lower case."""
    body_bytes: int


def request_bytes(host: str, path: str, **headers: str) -> bytes:
    lines = [f"GET {path} HTTP/1.1", f"Host: {host}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode()


def form_bytes(host: str, path: str, fields: dict[str, str], **headers: str) -> bytes:
    """Return a POST; "{uuid}" in a field is drawn for it."""
    body = urlencode({name: value.replace("{uuid}", str(uuid4())) for name, value in fields.items()})
    kept = {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body)), **headers}
    return request_bytes(host, path, **kept).replace(b"GET ", b"POST ", 1) + body.encode()


def send(port: int, request: bytes) -> Answer:
    started = time.perf_counter()
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(request)
        chunks = []
        while chunk := connection.recv(CHUNK):
            chunks.append(chunk)
    seconds = time.perf_counter() - started
    head, _, body = b"".join(chunks).partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    return Answer(seconds, int(status.split()[1]), headers, len(body))
