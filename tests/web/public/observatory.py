"""The score of Mozilla's HTTP Observatory for one response, as far as an application can earn it.

Source: mdn/mdn-http-observatory, src/grader/charts.js. It starts at 100; bonuses count only from 90 upwards.
"""

import re
from collections.abc import Iterator

from django.http import HttpResponse

START = 100
BONUS_FROM = 90
SIX_MONTHS = 15_768_000


def score(response: HttpResponse) -> int:
    """Return the score of an answer given over HTTPS."""
    marks = list(_marks(response))
    total = START + sum(mark for mark in marks if mark < 0)
    return total + sum(mark for mark in marks if mark > 0) if total >= BONUS_FROM else total


def policy(response: HttpResponse) -> dict[str, list[str]]:
    """Return the directives of the response's Content-Security-Policy, each with its sources."""
    header = response.headers.get("Content-Security-Policy", "")
    words = [directive.split() for directive in header.split(";") if directive.strip()]
    return {directive[0]: directive[1:] for directive in words}


def _marks(response: HttpResponse) -> Iterator[int]:
    headers = response.headers
    directives = policy(response)
    yield _of_policy(directives)
    yield 5 if directives.get("frame-ancestors") == ["'none'"] else (0 if "X-Frame-Options" in headers else -20)
    yield 0 if headers.get("X-Content-Type-Options") == "nosniff" else -5
    yield 5 if headers.get("Referrer-Policy") in {"same-origin", "no-referrer", "strict-origin"} else 0
    yield 10 if headers.get("Cross-Origin-Resource-Policy") in {"same-origin", "same-site"} else 0
    yield 10 if headers.get("Cross-Origin-Opener-Policy") == "same-origin" else 0
    yield 10 if headers.get("Cross-Origin-Embedder-Policy") == "require-corp" else 0
    yield _of_transport(headers.get("Strict-Transport-Security", ""))
    yield _of_cookies(response)
    yield _of_scripts(response)


def _of_policy(directives: dict[str, list[str]]) -> int:
    if not directives:
        return -25
    scripts = directives.get("script-src", directives.get("default-src", ["*"]))
    styles = directives.get("style-src", directives.get("default-src", ["*"]))
    if {"'unsafe-inline'", "'unsafe-eval'", "*", "data:", "http:", "https:"} & set(scripts):
        return -20
    if {"'unsafe-inline'", "*", "data:", "http:", "https:"} & set(styles):
        return 0
    strictest = directives.get("default-src") == ["'none'"] and directives.get("form-action") == ["'self'"]
    return 10 if strictest and "'none'" in directives.get("base-uri", []) else 5


def _of_transport(header: str) -> int:
    age = re.search(r"max-age=(\d+)", header)
    if age is None:
        return -20
    return 0 if int(age[1]) >= SIX_MONTHS else -10


def _of_cookies(response: HttpResponse) -> int:
    cookies = list(response.cookies.values())
    if not all(cookie["secure"] and cookie["httponly"] for cookie in cookies):
        return -20
    return 5 if all(cookie["samesite"] in {"Lax", "Strict"} for cookie in cookies) else 0


def _of_scripts(response: HttpResponse) -> int:
    if not response.headers.get("Content-Type", "").startswith("text/html"):
        return 0
    foreign = re.findall(r'<(?:script|link)[^>]+(?:src|href)="https?://', response.content.decode())
    return -5 if foreign else 0
