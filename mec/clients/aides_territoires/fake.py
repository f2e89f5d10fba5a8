"""Aides-territoires in memory, with its ways and its faults. For tests."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from mec.clients.fakes import FakeTransport, Request

URL = "https://aides.test"
KEY = "cle-de-test"
DEFAULT_SIZE = 50
LARGEST_SIZE = 100
JSON = {"Content-Type": "application/json"}
Reply = tuple[int, Mapping[str, str], bytes]
Fault = Reply | Exception


def said(data: Any, status: int = 200, **headers: str) -> Reply:
    """Return a reply in JSON; underscores of header names are hyphens."""
    return status, JSON | {name.replace("_", "-"): value for name, value in headers.items()}, json.dumps(data).encode()


@dataclass
class FakeAidesTerritoires(FakeTransport):
    """Change `aids`, `lists` or the fields below between two requests; `requests` holds what came."""

    aids: list[Any] = field(default_factory=list)
    lists: dict[str, list[Any]] = field(default_factory=dict)
    """Path → rows: « /api/themes/ »."""
    faults: list[Fault] = field(default_factory=list)
    """Each replaces the reply to the next request, but for those that ask for a token."""
    sign_in_faults: list[Fault] = field(default_factory=list)
    before_page: Callable[[int], None] | None = None
    """Called with the number of each page of aids before it is made: to change the list while it is read."""
    announced: int | None = None
    """The count of every page, instead of the true one."""
    next_url: str | None = None
    """Base of the address of the next page, instead of ours."""
    requests: list[Request] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._numbers = count(1)
        self._tokens: dict[str, bool] = {}
        self._cached: dict[str, Reply] = {}

    def expire_tokens(self) -> None:
        self._tokens = dict.fromkeys(self._tokens, False)

    def next_day(self) -> None:
        """Forget the pages kept for the day."""
        self._cached = {}

    def paths(self) -> list[str]:
        """Return « GET /api/aids/ » for each request."""
        return [f"{request.method} {urlsplit(request.url or '').path}" for request in self.requests]

    def answer(self, request: Request) -> Reply:
        self.requests.append(request)
        path = urlsplit(request.url or "").path
        if path == "/api/connexion/" and request.method == "POST":
            return self._fault(self.sign_in_faults) or self._connexion(request)
        if refusal := self._fault(self.faults):
            return refusal
        if path.startswith("/api/") and "X-AUTH-TOKEN" in request.headers:
            return self._connexion(request)
        return self._refused(request) or self._resource(path, dict(parse_qsl(urlsplit(request.url or "").query)))

    def _fault(self, faults: list[Fault]) -> Reply | None:
        fault = faults.pop(0) if faults else None
        if isinstance(fault, Exception):
            raise fault
        return fault

    def _connexion(self, request: Request) -> Reply:
        if request.headers.get("X-AUTH-TOKEN") != KEY:
            return said({"message": "User not found"}, 401)
        token = f"jeton.{next(self._numbers)}.x"
        self._tokens[token] = True
        return said({"token": token})

    def _refused(self, request: Request) -> Reply | None:
        held = (request.headers.get("Authorization") or "").removeprefix("Bearer ")
        if not held:
            return said({"code": 401, "message": "JWT Token not found"}, 401)
        if held not in self._tokens:
            return said({"code": 401, "message": "Invalid JWT Token"}, 401)
        return None if self._tokens[held] else said({"code": 401, "message": "Expired JWT Token"}, 401)

    def _resource(self, path: str, query: dict[str, str]) -> Reply:
        if path == "/api/aids/":
            return self._aids_page(path, query)
        if path.startswith("/api/aids/by-id/"):
            return self._one(path.removeprefix("/api/aids/by-id/").rstrip("/"))
        if path in self.lists:
            return self._page(path, self.lists[path], query)
        return said({"type": "about:blank", "title": "Not Found", "status": 404, "detail": "Not Found"}, 404)

    def _one(self, identifier: str) -> Reply:
        for aid in self.aids:
            if isinstance(aid, dict) and str(aid.get("id")) == identifier:
                return said(aid)
        absent = {"type": "about:blank", "title": "Not Found", "status": 404, "detail": "Cette aide n'existe pas"}
        return said(absent, 404)

    def _aids_page(self, path: str, query: dict[str, str]) -> Reply:
        """Give a page of the day: the size under which it was first made is not part of its name."""
        if self.before_page is not None:
            self.before_page(int(query.get("page", 1)))
        sizeless = {name: value for name, value in query.items() if name not in ("itemsPerPage", "size")}
        name = urlencode(sorted(sizeless.items()))
        if name not in self._cached:
            self._cached[name] = self._page(path, self.aids, query)
        return self._cached[name]

    def _page(self, path: str, rows: list[Any], query: dict[str, str]) -> Reply:
        """Cut the list; `page_size` means nothing here."""
        number = int(query.get("page", 1))
        size = min(int(query.get("itemsPerPage") or query.get("size") or DEFAULT_SIZE), LARGEST_SIZE)
        end = number * size
        return said(
            {
                "count": len(rows) if self.announced is None else self.announced,
                "previous": self._link(path, query, number - 1) if number > 1 else None,
                "next": self._link(path, query, number + 1) if end < len(rows) else None,
                "results": rows[end - size : end],
            }
        )

    def _link(self, path: str, query: dict[str, str], number: int) -> str:
        return f"{self.next_url or URL}{path}?{urlencode(query | {'page': str(number)})}"
