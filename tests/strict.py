"""What the test environment refuses: undefined template variables, writes in a GET, HTML that is not clean."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from html.parser import HTMLParser
from typing import Any, NoReturn

import html5lib
from django.apps import apps
from django.conf import settings
from django.db import connections
from django.http import HttpResponse
from django.test import Client

READING_SQL = re.compile(
    r"[\s(]*(SELECT|SAVEPOINT|RELEASE|ROLLBACK|BEGIN|COMMIT|SET|SHOW|PRAGMA|EXPLAIN)\b", re.IGNORECASE
)
WRITTEN_TABLE = re.compile(r'\s*(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE|DELETE\s+FROM)\s+"?(\w+)', re.IGNORECASE)
VARYING = re.compile(r'(?<=name="csrfmiddlewaretoken" value=")\w+|(?<=nonce=")[^"]+')
"""What differs between two answers that are one page."""
SESSION_TABLE = "django_session"
JOURNAL_TABLES = frozenset({"journal_entry", "journal_chain"})
SUPPORT = "support_visit"
"""What a session carries during a visit of the service's team: each page that it opens is journaled."""


class UndefinedVariable(str):
    """As Django's `string_if_invalid`: a template that shows a variable that does not exist fails."""

    __slots__ = ()

    def __contains__(self, item: object) -> bool:
        return item == "%s"

    def __mod__(self, variable: object) -> NoReturn:
        raise AssertionError(f"The template shows an undefined variable: {variable}")


class WriteInGetError(AssertionError):
    """A GET or HEAD request changed the database."""


class UncleanHtmlError(AssertionError):
    """A response is not the HTML that every page must be; the message lists each defect."""


def _tables_a_get_may_write() -> set[str]:
    """Name the session and the throttling counters: neither is content."""
    return {SESSION_TABLE, *(model._meta.db_table for model in apps.get_app_config("http").get_models())}


@contextmanager
def no_writes(*, journals: Callable[[], bool] = lambda: False) -> Iterator[None]:
    """Fail on any SQL that is not a read, on every database, except sessions, throttling and what `journals` allows."""
    allowed = _tables_a_get_may_write()

    def refuse(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if not READING_SQL.match(sql):
            table = WRITTEN_TABLE.match(sql)
            written = table.group(1) if table else ""
            if written not in allowed and not (written in JOURNAL_TABLES and journals()):
                raise WriteInGetError(f"A GET must not write: {sql[:300]}")
        return execute(sql, params, many, context)

    wrappers = [connection.execute_wrapper(refuse) for connection in connections.all()]
    for wrapper in wrappers:
        wrapper.__enter__()
    try:
        yield
    finally:
        for wrapper in reversed(wrappers):
            wrapper.__exit__(None, None, None)


class StrictClient(Client):
    """Django's test client; it refuses a GET that writes and a response that is not clean HTML."""

    def request(self, **request: Any) -> Any:
        if request.get("REQUEST_METHOD", "GET") in ("GET", "HEAD"):
            with no_writes(journals=self._visits):
                response = super().request(**request)
        else:
            response = super().request(**request)
        if request.get("REQUEST_METHOD") != "HEAD" and not settings.PAGES_WERE_CHECKED:
            check_response(response)
        return response

    def _visits(self) -> bool:
        return settings.SESSION_COOKIE_NAME in self.cookies and SUPPORT in self.session


def check_response(response: HttpResponse) -> None:
    """Raise UncleanHtmlError if an HTML `response` has a defect; other types and empty bodies pass."""
    if response.streaming or not response.content:
        return
    if not response.headers.get("Content-Type", "").startswith("text/html"):
        return
    defects = html_defects(VARYING.sub("0", response.content.decode(response.charset)))
    if defects:
        raise UncleanHtmlError("\n".join(defects))


@lru_cache(maxsize=500)
def html_defects(html: str) -> list[str]:
    """Return what is wrong with a page: empty when nothing is. The same page comes often: most answers are refusals."""
    parser = html5lib.HTMLParser()
    parser.parse(html)
    defects = [f"HTML5: {code} {data or ''} at {position}" for position, code, data in parser.errors]
    facts = _Facts()
    facts.feed(html)
    defects += facts.defects
    defects += [f"Unrendered template code: {mark}" for mark in ("{{", "{%") if mark in html]
    return defects + _frame_defects(html, facts)


def _frame_defects(html: str, facts: "_Facts") -> list[str]:
    checks = {
        "No doctype": html.lstrip().lower().startswith("<!doctype html>"),
        "html has no lang=fr": facts.lang == "fr",
        f"{facts.h1} h1 instead of one": facts.h1 == 1,
        "No title": bool(facts.title.strip()),
    }
    return [defect for defect, holds in checks.items() if not holds]


class _Facts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.defects: list[str] = []
        self.ids: set[str] = set()
        self.lang = ""
        self.h1 = 0
        self.title = ""
        self._in_title = False
        self._svg_depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        self._svg_depth += tag == "svg"
        self._in_title = tag == "title" and not self._svg_depth
        self.h1 += tag == "h1"
        if tag == "html":
            self.lang = names.get("lang") or ""
        if tag == "style" or (tag == "script" and "src" not in names and names.get("type") != "application/json"):
            self.defects.append(f"Inline <{tag}>")
        self._check_attributes(tag, names)

    def _check_attributes(self, tag: str, names: dict[str, str | None]) -> None:
        for name, value in names.items():
            if name == "style" or name.startswith("on"):
                self.defects.append(f"<{tag}> has {name}=")
            runs = name != "value"  # What a person typed is given back in its field, where it is inert.
            if runs and (value or "").strip().lower().startswith("javascript:"):
                self.defects.append(f"<{tag}> {name}= runs JavaScript")
        identifier = names.get("id")
        if identifier in self.ids:
            self.defects.append(f"Two elements have the id {identifier}")
        if identifier is not None:
            self.ids.add(identifier)

    def handle_endtag(self, tag: str) -> None:
        self._svg_depth -= tag == "svg"
        self._in_title = False

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data
