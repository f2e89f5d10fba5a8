"""What every page of the register must be, in a real browser."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import html5lib
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import colour_violations, violations
from tests.browser.conftest import watched_context
from tests.browser.crawl import crawl_defects, skip_defects
from tests.browser.pages import ProductPage
from tests.browser.server import Server
from tests.browser.visits import Visit, unvisited, visits

SCREENSHOTS = Path(__file__).resolve().parents[2] / "var" / "screenshots"
PHONE = {"width": 320, "height": 800}
DESKTOP = {"width": 1440, "height": 900}
OVERFLOW = """() => {
    const width = document.documentElement.clientWidth;
    const wide = [...document.querySelectorAll("body *")].filter((element) =>
        element.getBoundingClientRect().right > width + 1 && getComputedStyle(element).position !== "fixed"
        && !element.closest(".fr-sr-only, .fr-skiplinks, [data-mec-scroll], .fr-table"));
    return document.documentElement.scrollWidth > width
        ? [`page ${document.documentElement.scrollWidth} px`, ...wide.slice(0, 5).map((e) => e.outerHTML.slice(0, 160))]
        : [];
}"""
DARKEN = """() => {
    document.documentElement.dataset.frTheme = "dark";
    return Promise.all(document.getAnimations().map((animation) => animation.finished)).then(() => null);
}"""

every_page = pytest.mark.parametrize("visit", visits(), ids=str)


class Tabs:
    """A tab per person, with scripts or without, kept from one page to the next: the styles are read once.

    `faults` is what the page that is open did and that no page may do.
    """

    def __init__(self, browser: Browser, server: Server, state_of: Callable[[str], Any]) -> None:
        self.browser = browser
        self.server = server
        self.state_of = state_of
        self.pages: dict[tuple[str, bool], Page] = {}
        self.faults: list[str] = []

    def open(self, visit: Visit, *, scripted: bool = True) -> Page:
        key = (visit.email, scripted)
        if key not in self.pages:
            context, watch = watched_context(
                self.browser, self.server, self.state_of(visit.email), java_script_enabled=scripted
            )
            watch.faults = watch.refusals = self.faults
            self.pages[key] = context.new_page()
        self.faults.clear()
        page = self.pages[key]
        page.set_viewport_size(PHONE)
        response = ProductPage(page, self.server).open(visit.path)
        assert (response.status, page.url) == (200, self.server.url + visit.path)
        return page


@pytest.fixture(scope="module")
def tabs(browser: Browser, server: Server, signed_in_states: Callable[[str], Any]) -> Iterator[Tabs]:
    tabs = Tabs(browser, server, signed_in_states)
    yield tabs
    for page in tabs.pages.values():
        page.context.close()


def take_screenshot(page: Page, visit: Visit) -> None:
    """Keep what a phone shows and what a desk shows, for people to look at."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        page.screenshot(path=SCREENSHOTS / f"{visit.file_name}-{size['width']}.png", full_page=True)


def reflow_defects(page: Page) -> list[str]:
    return page.evaluate(OVERFLOW)


def axe_defects(page: Page) -> list[str]:
    page.set_viewport_size(DESKTOP)
    return violations(page)


def dark_defects(page: Page) -> list[str]:
    page.evaluate(DARKEN)
    return colour_violations(page)


RULES = {
    "320 px": reflow_defects,
    "axe, light": axe_defects,
    "axe, dark": dark_defects,
    "keyboard": crawl_defects,
    "skip link": skip_defects,
}
"""In this order: a page opens on a phone, axe runs before the colours change, the last asks a page that was crawled."""


def test_every_page_of_the_register_is_visited():
    assert unvisited() == []


@every_page
def test_page_follows_the_rules(visit, tabs):
    page = tabs.open(visit)
    if os.environ.get("MEC_SCREENSHOTS"):
        take_screenshot(page, visit)

    defects = [f"{rule}: {defect}" for rule, defects_of in RULES.items() for defect in defects_of(page)]

    assert defects + tabs.faults == []


@every_page
def test_page_reads_without_javascript(visit, tabs, server):
    product = ProductPage(tabs.open(visit, scripted=False), server)

    expect(product.heading).to_be_visible()
    expect(product.main).to_be_visible()
    assert tabs.faults == []


def title_of(html: str) -> str:
    page = html5lib.parse(html, treebuilder="etree", namespaceHTMLElements=False)
    return page.findtext("head/title") or ""


def test_titles_are_unique(open_context, server):
    titles: dict[str, str] = {}
    for visit in {visit.route: visit for visit in visits()}.values():
        title = title_of(open_context(visit.email).request.get(server.url + visit.path).text())
        assert title.endswith("Mon Espace Collectivité")
        assert title not in titles, f"{visit} and {titles[title]} have one title: {title}"
        titles[title] = str(visit)
