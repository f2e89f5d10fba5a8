"""The plainest HTTP client: prepared bytes out, everything in, one connection per request as the server closes it."""

import socket
import time
from dataclasses import dataclass

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
