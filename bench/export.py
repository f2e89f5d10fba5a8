"""A whole list as a file: when its first byte comes, how long it takes, what memory it holds meanwhile."""

import re
import socket
import time
from pathlib import Path

CHUNK = 65_536
KIB = 1024


def download(port: int, request: bytes, master: int) -> dict[str, float | int]:
    """Return seconds to the first byte and to the last, bytes, and how far the server's memory rose, in MiB."""
    before = _resident(master)
    started = time.perf_counter()
    first, size, highest = 0.0, 0, before
    with socket.create_connection(("127.0.0.1", port), timeout=120) as connection:
        connection.sendall(request)
        body = b""
        while chunk := connection.recv(CHUNK):
            if not first and (body := body + chunk[:CHUNK]).partition(b"\r\n\r\n")[2]:
                first = time.perf_counter() - started
            size += len(chunk)
            highest = max(highest, _resident(master))
    return {
        "first_byte_ms": round(first * 1000, 1),
        "seconds": round(time.perf_counter() - started, 2),
        "bytes": size,
        "memory_mib": round((highest - before) / KIB, 1),
    }


def _resident(master: int) -> int:
    """Return the resident memory of a server's workers, in KiB."""
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    pages = [re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{child}/status").read_text()) for child in children]
    return sum(int(found[1]) for found in pages if found)
