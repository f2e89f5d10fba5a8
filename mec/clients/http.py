"""The one door to the outside.

A name is resolved once, all its addresses must be public, and the connection goes to the address that was checked,
under the name's certificate. No redirection is followed, no proxy nor variable of the environment is read, no cookie is
kept; time and size are bounded.
"""

import json
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from ipaddress import ip_address
from typing import Any, ClassVar, cast
from urllib.parse import urlsplit

import requests
from django.conf import settings
from requests.adapters import BaseAdapter, HTTPAdapter
from requests.structures import CaseInsensitiveDict
from urllib3.exceptions import HTTPError, NewConnectionError, ReadTimeoutError

from mec.clients.addresses import Address, is_public
from mec.clients.circuit import Circuit
from mec.clients.errors import (
    OutboundContentError,
    OutboundPausedError,
    OutboundRefusedError,
    OutboundStatusError,
    OutboundTimeoutError,
    OutboundTooLargeError,
    OutboundUnreachableError,
)

DEFAULT_PORTS = {"http": 80, "https": 443}
LONGEST_URL = 4096
CHUNK = 64 * 1024
LONGEST_SIZE = 20
"""Digits of an announced size; a longer one is not read, the size is counted."""
ADDRESSES_TRIED = 3
CUT_AGAIN = 0.2
"""Seconds: a connection that opens after the time is up is cut too."""
_UNSAFE = re.compile(r"[\x00-\x20\x7f-\xa0\\\u2028\u2029]")
_HOST = re.compile(r"[a-z0-9._-]+|[0-9a-f:.]+")

Resolver = Callable[[str, int], Sequence[str]]
"""Host and port → addresses, the best first. Raises OSError for a name that has none."""
Connector = Callable[[Address], BaseAdapter]
"""Address → what carries one request to it and, on close(), interrupts it."""


def system_addresses(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


@dataclass(frozen=True)
class Limits:
    connect: float = 5.0
    """Seconds for each address, and for its TLS."""
    read: float = 10.0
    """Seconds without a byte."""
    total: float = 30.0
    """Seconds from the connection to the last byte; the resolution of the name comes before."""
    size: int = 5_000_000
    """Bytes of the answer once decompressed."""


@dataclass(frozen=True)
class Target:
    scheme: str
    host: str
    port: int

    @property
    def origin(self) -> str:
        return f"{self.scheme}://{self.named}"

    @property
    def named(self) -> str:
        """The value of the Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"


@dataclass(frozen=True)
class Answer:
    host: str
    status: int
    headers: Mapping[str, str]
    """Whatever the case of their names."""
    body: bytes
    """Empty when it was not asked for."""

    def data(self) -> Any:
        """Return what the JSON of a success says. Raises OutboundStatusError or OutboundContentError."""
        if not HTTPStatus(200) <= self.status < HTTPStatus(300):
            raise OutboundStatusError(self.host, self.status)
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as error:
            raise OutboundContentError(f"La réponse de {self.host} n’est pas du JSON lisible.") from error


@dataclass(frozen=True, kw_only=True)
class Door:
    """What one client may ask, and of whom."""

    origins: frozenset[str] | None
    """Scheme, exact host and port, as `origin_of` writes them; None for any public host on its ordinary ports."""
    methods: frozenset[str] = frozenset({"GET"})
    limits: Limits = Limits()
    plain_http: bool = False
    circuit: Circuit | None = None
    allows: Callable[[Address], bool] = is_public
    resolve: Resolver = system_addresses
    connect: Connector | None = None
    """None for the network."""

    def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        whole: bool = True,
    ) -> Answer:
        """Ask once and return the answer whatever its status; without its body unless `whole`.

        Raises OutboundRefusedError, OutboundPausedError, OutboundUnreachableError, OutboundTimeoutError and
        OutboundTooLargeError.
        """
        request, target = self._request(method, url, headers or {}, body)
        if self.circuit is not None and self.circuit.is_open():
            raise OutboundPausedError(target.host)
        try:
            answer = self._ask(request, target, whole=whole)
        except (OutboundTimeoutError, OutboundUnreachableError):
            self._note(failed=True)
            raise
        self._note(failed=answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR)
        return answer

    def _note(self, *, failed: bool) -> None:
        if self.circuit is not None and failed:
            self.circuit.failed()
        elif self.circuit is not None:
            self.circuit.answered()

    def _request(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None
    ) -> tuple[requests.PreparedRequest, Target]:
        if method not in self.methods:
            raise OutboundRefusedError(f"La méthode {method} n’est pas permise.")
        ours = {"User-Agent": f"MonEspaceCollectivite (+{settings.SITE_URL})", "Accept-Encoding": "gzip"}
        request = _prepared(method, url, ours | dict(headers), body)
        target = target_of(request.url or "")
        request.headers["Host"] = target.named
        self._require_allowed(target)
        return request, target

    def _require_allowed(self, target: Target) -> None:
        if target.scheme != "https" and not self.plain_http:
            raise OutboundRefusedError(f"{target.origin} n’est pas en https.")
        anywhere = self.origins is None and target.port in DEFAULT_PORTS.values()
        if not anywhere and target.origin not in (self.origins or ()):
            raise OutboundRefusedError(f"{target.origin} n’est pas une adresse que le service interroge.")

    def _ask(self, request: requests.PreparedRequest, target: Target, *, whole: bool) -> Answer:
        addresses = self._addresses(target)
        deadline = time.monotonic() + self.limits.total
        for address in addresses[:ADDRESSES_TRIED]:
            with suppress(_NotConnectedError):
                return self._ask_address(request, target, address, deadline, whole=whole)
        raise OutboundUnreachableError(f"{target.host} ne répond pas.")

    def _addresses(self, target: Target) -> list[Address]:
        """Return where the name leads; one address that is refused refuses them all."""
        try:
            addresses = [ip_address(text) for text in self.resolve(target.host, target.port)]
        except (OSError, ValueError) as error:
            raise OutboundUnreachableError(f"{target.host} n’existe pas ou plus.") from error
        if not all(self.allows(address) for address in addresses):
            raise OutboundRefusedError(f"{target.host} mène à une adresse qui n’est pas publique.")
        return addresses

    def _ask_address(
        self, request: requests.PreparedRequest, target: Target, address: Address, deadline: float, *, whole: bool
    ) -> Answer:
        left = max(deadline - time.monotonic(), 0.001)
        timeout = (min(self.limits.connect, left), min(self.limits.read, left))
        transport = (self.connect or PinnedTransport)(address)
        with _interrupted(transport, left) as late:
            try:
                response = transport.send(request, stream=True, timeout=timeout)
                try:
                    body = self._body(response, target) if whole else b""
                finally:
                    response.close()
            except (OSError, HTTPError) as error:
                raise _named_error(error, target, late=late.is_set()) from error
            if late.is_set():
                raise OutboundTimeoutError(target.host)
        return Answer(target.host, response.status_code, CaseInsensitiveDict(response.headers), body)

    def _body(self, response: requests.Response, target: Target) -> bytes:
        announced = response.headers.get("Content-Length", "")
        if announced.isdecimal() and len(announced) <= LONGEST_SIZE:
            self._require_size(int(announced), target)
        body = bytearray()
        for chunk in response.iter_content(CHUNK):
            body += chunk
            self._require_size(len(body), target)
        return bytes(body)

    def _require_size(self, size: int, target: Target) -> None:
        if size > self.limits.size:
            raise OutboundTooLargeError(target.host, self.limits.size)


def origin_of(url: str) -> str:
    """Return the origin of an address of the settings. Raises OutboundRefusedError for one that no door would take."""
    return target_of(_prepared("GET", url, {}, None).url or "").origin


def target_of(url: str) -> Target:
    """Return where a prepared address leads. Raises OutboundRefusedError."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise OutboundRefusedError("L’adresse ne se lit pas.") from error
    if parts.scheme not in DEFAULT_PORTS:
        raise OutboundRefusedError("L’adresse ne commence pas par https://.")
    if "@" in parts.netloc:
        raise OutboundRefusedError("L’adresse porte un identifiant ou un mot de passe.")
    host = parts.hostname or ""
    if not _HOST.fullmatch(host):
        raise OutboundRefusedError("L’adresse ne nomme aucun site.")
    return Target(parts.scheme, host, DEFAULT_PORTS[parts.scheme] if port is None else port)


def _prepared(method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> requests.PreparedRequest:
    """Return the request as it leaves; no session has a hand in it."""
    if len(url) > LONGEST_URL or _UNSAFE.search(url):
        raise OutboundRefusedError("L’adresse contient des signes qu’une adresse n’a pas, ou trop.")
    if not all(value.isascii() for value in headers.values()):
        raise OutboundRefusedError("Un en-tête contient des signes qu’il ne peut pas porter.")
    if "@" in url.split("//", 1)[-1].partition("/")[0]:
        raise OutboundRefusedError("L’adresse porte un identifiant ou un mot de passe.")
    try:
        return requests.Request(method, url, headers=headers, data=body).prepare()
    except requests.exceptions.InvalidHeader as error:
        raise OutboundRefusedError("Un en-tête contient des signes qu’il ne peut pas porter.") from error
    except ValueError as error:
        raise OutboundRefusedError("L’adresse ne se lit pas.") from error


class PinnedTransport(HTTPAdapter):
    """Carry one request to one address, whatever the name in the URL; the certificate must still be that name's."""

    def __init__(self, address: Address, *, authorities: str | None = None) -> None:
        """`authorities` is a file of certificates to trust instead of the usual ones."""
        self._address = address
        self._authorities: str | bool = authorities or True
        self._sockets: list[socket.socket] = []
        super().__init__(max_retries=0)

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,  # noqa: FBT001, FBT002 -- signature of requests
        timeout: Any = None,
        verify: Any = True,  # noqa: FBT002 -- signature of requests
        cert: Any = None,
        proxies: Any = None,
    ) -> requests.Response:
        return super().send(request, stream, timeout, verify=self._authorities, cert=None, proxies=None)

    def build_connection_pool_key_attributes(self, request: Any, verify: Any, cert: Any = None) -> Any:
        host, pool = cast("tuple[Any, Any]", super().build_connection_pool_key_attributes(request, verify, cert))
        if host["scheme"] == "https":
            pool["server_hostname"] = pool["assert_hostname"] = host["host"]
        host["host"] = str(self._address)
        return host, pool

    def get_connection_with_tls_context(self, request: Any, verify: Any, proxies: Any = None, cert: Any = None) -> Any:
        pool = cast("Any", super().get_connection_with_tls_context(request, verify, proxies, cert))
        pool.ConnectionCls = type("Connection", (_Remembered, pool.ConnectionCls), {"sockets": self._sockets})
        return pool

    def close(self) -> None:
        for opened in self._sockets:
            # The lower layer's own: that of TLS would lose what another thread is reading with.
            with suppress(OSError):
                socket.socket.shutdown(opened, socket.SHUT_RDWR)
        super().close()


class _Remembered:
    """A connection whose socket can be interrupted from another thread, even once an answer holds it."""

    sockets: ClassVar[list[socket.socket]]
    sock: socket.socket

    def connect(self) -> None:
        super().connect()  # type: ignore[misc]
        self.sockets.append(self.sock)


class _NotConnectedError(Exception):
    """Nothing was sent: another address can be tried."""


@contextmanager
def _interrupted(transport: BaseAdapter, seconds: float) -> Iterator[threading.Event]:
    """Close the transport when the time is up, in the middle of a read if need be, and set the event."""
    late, ended = threading.Event(), threading.Event()

    def watch() -> None:
        pause = seconds
        while not ended.wait(pause):
            late.set()
            transport.close()
            pause = CUT_AGAIN

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield late
    finally:
        ended.set()
        watcher.join()
        transport.close()


def _named_error(error: Exception, target: Target, *, late: bool) -> Exception:
    cause = getattr(error.args[0], "reason", error.args[0]) if error.args else None
    if late or isinstance(error, requests.ReadTimeout) or isinstance(cause, ReadTimeoutError):
        return OutboundTimeoutError(target.host)
    if isinstance(error, requests.ConnectTimeout) or isinstance(cause, NewConnectionError):
        return _NotConnectedError(target.host)
    if isinstance(error, requests.exceptions.SSLError):
        return OutboundUnreachableError(f"Le certificat de {target.host} n’est pas valable.")
    return OutboundUnreachableError(f"La réponse de {target.host} est coupée ou ne se lit pas.")
