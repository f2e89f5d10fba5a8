"""A real server, a real Chromium, and pages that are watched."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.pages import SignIn
from tests.browser.server import Server, serving
from tests.browser.watch import Watch

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET_CHROMIUM = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-default-browser-check",
    "--no-first-run",
    "--no-pings",
]
PATIENCE_MS = 20_000

OpenContext = Callable[..., BrowserContext]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="Chromium est absent"))


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("mec")) as started:
        yield started


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET_CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def signed_in_states(browser: Browser, server: Server) -> Callable[[str], Any]:
    """Return the cookies of a persona, who signs in once per session."""
    states: dict[str, Any] = {}

    def state_of(email: str) -> Any:
        if not email:
            return None
        if email not in states:
            with browser.new_context() as context:
                SignIn(context.new_page(), server).enter_as(email)
                states[email] = context.storage_state()
        return states[email]

    return state_of


def watched_context(browser: Browser, server: Server, state: Any, **options: Any) -> tuple[BrowserContext, Watch]:
    """Open a context in French, with somebody's cookies, and what watches its pages."""
    own = {"storage_state": state, "locale": "fr-FR", "timezone_id": "Europe/Paris"}
    context = browser.new_context(**(own | options))
    context.set_default_timeout(PATIENCE_MS)
    return context, Watch(context, urlsplit(server.url).netloc)


@pytest.fixture
def open_context(browser: Browser, server: Server, signed_in_states: Callable[[str], Any]) -> Iterator[OpenContext]:
    """Return a function that opens a watched context as somebody, with any option of Playwright's contexts.

    The test fails at its end if a page of the context did what no page may do; `refused` names the answers that the
    journey provokes: ("409",).
    """
    opened: list[tuple[BrowserContext, Watch, tuple[str, ...]]] = []

    def open_as(email: str = "", *, refused: tuple[str, ...] = (), **options: Any) -> BrowserContext:
        context, watch = watched_context(browser, server, signed_in_states(email), **options)
        opened.append((context, watch, refused))
        return context

    yield open_as
    faults = [fault for _, watch, _ in opened for fault in watch.faults]
    for _, watch, refused in opened:
        provoked = tuple(f"Status {status}:" for status in refused)
        faults += [fault for fault in watch.refusals if not fault.startswith(provoked)]
    for context, _, _ in opened:
        context.close()
    assert faults == [], "\n".join(faults)


@pytest.fixture
def page(open_context: OpenContext) -> Page:
    """An anonymous visitor's page."""
    return open_context().new_page()
