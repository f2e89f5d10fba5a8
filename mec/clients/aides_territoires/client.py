"""Ask Aides-territoires as its API wants to be asked.

The personal key goes to one address, which gives a token; the token goes with everything else. Lists are read by pages
of one size: the service keeps them for the day under a key that ignores the size, and mixing sizes gives wrong pages.
"""

import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import urlencode, urljoin, urlsplit

from django.conf import settings
from django.core.cache import cache as shared_cache
from django.core.cache.backends.base import BaseCache

from mec.clients.aides_territoires.reading import Reading, read_items
from mec.clients.aides_territoires.referentials import (
    BackerEntry,
    Choice,
    Perimeter,
    Program,
    Referential,
    Theme,
    parse_backer,
    parse_choice,
    parse_perimeter,
    parse_program,
    parse_theme,
)
from mec.clients.aides_territoires.shapes import Aid, parse_aid
from mec.clients.circuit import Circuit
from mec.clients.errors import OutboundContentError, OutboundError, OutboundTimeoutError, OutboundUnreachableError
from mec.clients.http import Answer, Door, Limits, origin_of
from mec.core.security import hash_secret

PAGE_SIZE = 100
MOST_PAGES = 200
BACK_OFF = (1.0, 2.0, 4.0)
"""Seconds before each new try."""
LONGEST_WAIT = 60.0
"""Seconds, whatever the service asks for in Retry-After."""
TOKEN_LIFE = 23 * 3600
"""Seconds; the service gives 24 hours."""
LONGEST_READING = 1800.0
"""Seconds for all the aids, both readings included."""
LIMITS = Limits(connect=5, read=30, total=60, size=25_000_000)
BUSY = frozenset({429, 502, 503, 504})
_TOKEN = re.compile(r"[A-Za-z0-9._~+/=-]+")
Item = TypeVar("Item")


class KeyRefusedError(OutboundError):
    def __init__(self) -> None:
        super().__init__("Aides-territoires refuse la clé d’accès : voyez MEC_AIDES_TERRITOIRES_KEY.")


class IncompleteReadingError(OutboundError):
    """The list was not read to its end: nothing may be deduced from what it does not hold."""


@dataclass(frozen=True)
class _Page:
    count: int
    results: list[Any]
    last: bool


@dataclass(frozen=True)
class _Pass:
    """One reading of the whole list."""

    reading: Reading
    counts: frozenset[int]
    """What the pages announced: one number when the list did not change on the way."""

    @property
    def missing(self) -> int:
        """How many fewer were read than the most that a page announced."""
        nameless = sum(item.id is None for item in self.reading.malformed)
        return max(self.counts) - len(self.reading.seen) - nameless

    @property
    def is_sure(self) -> bool:
        return len(self.counts) == 1 and self.missing <= 0


@dataclass(frozen=True, kw_only=True)
class AidesTerritoires:
    """Every method raises an OutboundError, whose `str()` can be shown, when the service does not give what it should.

    A 401 gets a new token once; what comes and goes (401 again, 429, 502 to 504, no answer) is asked again three times.
    """

    url: str
    """Of the public site, without a final slash."""
    key: str = field(repr=False)
    door: Door
    cache: BaseCache = field(repr=False)
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic

    def read_aids(self) -> Reading:
        """Read all the aids that are published and open. Raises IncompleteReadingError unless they are all there.

        A list that changed on the way, or that is shorter than announced, is read once more from its start; this time
        it is enough to find as many aids as the highest number announced.
        """
        deadline = self.clock() + LONGEST_READING
        found = self._read_once(deadline)
        if not found.is_sure:
            found = self._read_once(deadline)
        if found.missing > 0:
            raise IncompleteReadingError(
                f"La liste d’Aides-territoires est incomplète : {max(found.counts)} aides annoncées, il en manque "
                f"{found.missing}. Elle a peut-être changé pendant la lecture."
            )
        return found.reading

    def by_id(self, identifier: int) -> Aid | None:
        """Return an aid whatever its status (see `is_live`), None if there is none. Raises MalformedAid."""
        answer = self._ask(f"/api/aids/by-id/{identifier:d}/")
        return None if answer.status == HTTPStatus.NOT_FOUND else parse_aid(answer.data())

    def check(self) -> int:
        """Return how many aids the service announces, with a new token: to say whether the connection works."""
        self._forget_token()
        return self._page("/api/aids/", {}, 1).count

    def perimeters(
        self, *, q: str = "", scale: str = "", zipcodes: str = "", insees: str = ""
    ) -> tuple[Perimeter, ...]:
        asked = {"q": q, "scale": scale, "zipcodes": zipcodes, "insees": insees}
        return self._all("/api/perimeters/", parse_perimeter, {name: value for name, value in asked.items() if value})

    def themes(self) -> tuple[Theme, ...]:
        return self._all("/api/themes/", parse_theme)

    def programs(self) -> tuple[Program, ...]:
        return self._all("/api/programs/", parse_program)

    def backers(self, *, q: str = "") -> tuple[BackerEntry, ...]:
        return self._all("/api/backers/", parse_backer, {"q": q} if q else {})

    def referential(self, name: Referential) -> tuple[Choice, ...]:
        return self._all(f"/api/aids/{name}/", parse_choice)

    def _read_once(self, deadline: float) -> _Pass:
        counts: set[int] = set()
        items: list[Any] = []
        for page in self._pages("/api/aids/", {}):
            counts.add(page.count)
            items += page.results
            if self.clock() > deadline:
                raise IncompleteReadingError("La lecture d’Aides-territoires dure depuis plus de trente minutes.")
        return _Pass(read_items(items), frozenset(counts))

    def _all(
        self,
        path: str,
        parse: Callable[[Mapping[str, Any]], Item | None],
        query: Mapping[str, str] | None = None,
    ) -> tuple[Item, ...]:
        """Return all that reads of a list; what has no id is left out."""
        rows = (row for page in self._pages(path, query or {}) for row in page.results if isinstance(row, dict))
        return tuple(item for item in map(parse, rows) if item is not None)

    def _pages(self, path: str, query: Mapping[str, str]) -> Iterator[_Page]:
        for number in range(1, MOST_PAGES + 1):
            page = self._page(path, query, number)
            yield page
            if page.last:
                return
        raise IncompleteReadingError(f"La liste d’Aides-territoires dépasse {MOST_PAGES} pages : lecture arrêtée.")

    def _page(self, path: str, query: Mapping[str, str], number: int) -> _Page:
        asked = urlencode({**query, "page": number, "itemsPerPage": PAGE_SIZE})
        data = self._ask(f"{path}?{asked}").data()
        if isinstance(data, list):
            return _Page(len(data), data, last=True)
        count, results, following = (
            (data.get("count"), data.get("results"), data.get("next")) if isinstance(data, dict) else (None, None, None)
        )
        if not isinstance(count, int) or not isinstance(results, list):
            raise OutboundContentError("La réponse d’Aides-territoires n’est pas une page de résultats.")
        self._require_own_host(following)
        return _Page(count, results, last=following is None or not results)

    def _require_own_host(self, following: Any) -> None:
        """Refuse a list that goes on elsewhere; its address is not followed anyway, pages are asked by number."""
        if following is None:
            return
        try:
            host = urlsplit(urljoin(self.url, following)).hostname
        except (TypeError, ValueError):
            host = None
        if host != urlsplit(self.url).hostname:
            raise OutboundContentError("La liste d’Aides-territoires renvoie vers un autre site : lecture arrêtée.")

    def _ask(self, path: str) -> Answer:
        """Ask with the token of the day; with a new one, once, if it is refused."""
        renewals = iter((True,))

        def ask() -> Answer:
            answer = self._ask_with_token(path)
            if answer.status == HTTPStatus.UNAUTHORIZED and next(renewals, False):
                self._forget_token()
                answer = self._ask_with_token(path)
            return answer

        return self._patiently(ask, BUSY | {HTTPStatus.UNAUTHORIZED})

    def _ask_with_token(self, path: str) -> Answer:
        return self.door.send("GET", f"{self.url}{path}", headers={"Authorization": f"Bearer {self._token()}"})

    def _token(self) -> str:
        token = self.cache.get(self._token_key)
        if isinstance(token, str):
            return token
        token = self._new_token()
        self.cache.set(self._token_key, token, TOKEN_LIFE)
        return token

    def _new_token(self) -> str:
        headers = {"X-AUTH-TOKEN": self.key}
        answer = self._patiently(
            lambda: self.door.send("POST", f"{self.url}/api/connexion/", headers=headers, body=b""), BUSY
        )
        if answer.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            raise KeyRefusedError
        data = answer.data()
        token = data.get("token") if isinstance(data, dict) else None
        if not isinstance(token, str) or not _TOKEN.fullmatch(token):
            raise OutboundContentError("La réponse d’Aides-territoires à la connexion ne contient pas de jeton.")
        return token

    def _forget_token(self) -> None:
        self.cache.delete(self._token_key)

    @property
    def _token_key(self) -> str:
        return f"aides-territoires:{hash_secret(f'{self.url} {self.key}', purpose='aides-territoires')}"

    def _patiently(self, ask: Callable[[], Answer], retried: frozenset[int]) -> Answer:
        for pause in BACK_OFF:
            try:
                answer = ask()
            except (OutboundTimeoutError, OutboundUnreachableError):
                self.sleep(pause)
            else:
                if answer.status not in retried:
                    return answer
                self.sleep(max(pause, _asked_wait(answer)))
        return ask()


def configured() -> AidesTerritoires | None:
    """Return the client that the settings describe, None without a key: the connection is then not configured.

    Raises OutboundRefusedError for an address that does not read.
    """
    if not settings.AIDES_TERRITOIRES_API_KEY:
        return None
    url = settings.AIDES_TERRITOIRES_URL
    return AidesTerritoires(url=url, key=settings.AIDES_TERRITOIRES_API_KEY, door=door_to(url), cache=shared_cache)


def door_to(url: str, *, cache: BaseCache = shared_cache) -> Door:
    return Door(
        origins=frozenset({origin_of(url)}),
        methods=frozenset({"GET", "POST"}),
        limits=LIMITS,
        circuit=Circuit(cache, "aides-territoires"),
    )


def _asked_wait(answer: Answer) -> float:
    """Return the seconds of Retry-After, a number or a date; 0 without it, or for one that does not read."""
    said = answer.headers.get("Retry-After", "").strip()
    if said.isdecimal():
        return min(float(said[:9]), LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(said)
    except ValueError:
        return 0.0
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max((until - datetime.now(UTC)).total_seconds(), 0.0), LONGEST_WAIT)
