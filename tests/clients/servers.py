"""Web servers of this machine that behave well or badly, and the door that may ask them."""

import socket
import threading
from collections.abc import Callable
from contextlib import contextmanager
from ipaddress import ip_address

from mec.clients.http import Door, Limits, origin_of

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


def read_request(link):
    """Read a request without a body and return its lines."""
    with link.makefile("rb") as reader:
        lines = []
        while (line := reader.readline().strip()) != b"":
            lines.append(line.decode())
    return lines


class Site:
    """What `serving` yields: where it listens, and the requests that came."""

    def __init__(self, port):
        self.port = port
        self.requests = []

    def answer(self, link, answer, wrap, ended):
        try:
            with wrap(link) if wrap else link as opened:
                lines = read_request(opened)
                self.requests.append(lines)
                if callable(answer):
                    answer(opened, lines[0].split()[1] if lines else "", ended)
                else:
                    opened.sendall(answer)
        except OSError:
            link.close()

    @property
    def paths(self):
        return [" ".join(lines[0].split()[:2]) for lines in self.requests if lines]


@contextmanager
def serving(answer: bytes | Callable, *, wrap=None):
    """Answer each request with these bytes, or by `answer(link, path, ended)`; `wrap` puts TLS around a connection."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        site, ended, threads = Site(server.getsockname()[1]), threading.Event(), []

        def serve():
            while True:
                link, _ = server.accept()
                if ended.is_set():
                    link.close()
                    return
                thread = threading.Thread(target=site.answer, args=(link, answer, wrap, ended), daemon=True)
                thread.start()
                threads.append(thread)

        listening = threading.Thread(target=serve, daemon=True)
        listening.start()
        try:
            yield site
        finally:
            ended.set()
            socket.create_connection(("127.0.0.1", site.port)).close()
            listening.join()
            for thread in threads:
                thread.join()


def loopback(host, port):
    return ["127.0.0.1"]


def door_to(port, *, host="site.test", scheme="http", **options):
    """Return a door to a server of this machine under another name."""
    return Door(
        **{
            "origins": frozenset({origin_of(f"{scheme}://{host}:{port}")}),
            "methods": frozenset({"GET", "HEAD", "POST"}),
            "plain_http": True,
            "allows": lambda address: address == ip_address("127.0.0.1"),
            "resolve": loopback,
            "limits": Limits(connect=2, read=2, total=5, size=100_000),
        }
        | options
    )


def respond(status="200 OK", body=b"", **headers):
    lines = [f"HTTP/1.1 {status}", *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items())]
    if not {"Content_Length", "Transfer_Encoding"} & headers.keys():
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body
