"""Say whether an address of the web still answers."""

from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from urllib.parse import urljoin

from mec.clients.errors import (
    OutboundError,
    OutboundRefusedError,
    OutboundUnreachableError,
)
from mec.clients.http import Answer, Door, Limits

REDIRECTIONS = 3
REDIRECTING = {301, 302, 303, 307, 308}
GONE = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
ANYWHERE = Door(origins=None, methods=frozenset({"HEAD", "GET"}), plain_http=True, limits=Limits(total=15))


class LinkState(StrEnum):
    ALIVE = "vivant"
    GONE = "disparu"
    UNREACHABLE = "injoignable"
    REFUSED = "refuse"
    UNKNOWN = "inconnu"


@dataclass(frozen=True)
class Probe:
    state: LinkState
    status: int | None
    """Of the last answer; None without any."""
    reached: str
    """The address that answered, after the redirections; the last one tried when none did."""


def probe(url: str, *, door: Door = ANYWHERE) -> Probe:
    """Ask for the headers of a page, through three redirections at most, each checked as the first address is.

    Some servers refuse HEAD or answer it wrongly: what is not a success is asked again with GET, without its body.
    A server that refuses (401, 403), is busy (429) or in trouble (5xx) says nothing of the page: UNKNOWN.
    """
    answer = None
    for _ in range(REDIRECTIONS + 1):
        try:
            answer = _headers(url, door)
        except OutboundRefusedError:
            return Probe(LinkState.REFUSED, None, url)
        except OutboundError:
            return Probe(LinkState.UNREACHABLE, None, url)
        location = answer.headers.get("Location", "").strip()
        if answer.status not in REDIRECTING or not location:
            return Probe(_state(answer.status), answer.status, url)
        try:
            url = urljoin(url, location)
        except ValueError:
            return Probe(LinkState.UNKNOWN, answer.status, url)
    return Probe(LinkState.UNKNOWN, answer.status if answer else None, url)


def _headers(url: str, door: Door) -> Answer:
    try:
        answer = door.send("HEAD", url, whole=False)
    except OutboundUnreachableError:
        return door.send("GET", url, whole=False)
    return answer if answer.status < HTTPStatus.BAD_REQUEST else door.send("GET", url, whole=False)


def _state(status: int) -> LinkState:
    if HTTPStatus(200) <= status < HTTPStatus(300):
        return LinkState.ALIVE
    return LinkState.GONE if status in GONE else LinkState.UNKNOWN
