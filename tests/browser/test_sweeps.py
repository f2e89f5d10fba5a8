"""What every page of the register must be, in a real browser."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import OpenContext
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

every_page = pytest.mark.parametrize("visit", visits(), ids=str)


def open_page(open_context: OpenContext, server: Server, visit: Visit, **options: object) -> Page:
    page = open_context(visit.email, **options).new_page()
    response = ProductPage(page, server).open(visit.path)
    assert (response.status, page.url) == (200, server.url + visit.path)
    return page


def take_screenshot(page: Page, visit: Visit, width: int) -> None:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{visit.file_name}-{width}.png", full_page=True)


def test_every_page_of_the_register_is_visited():
    assert unvisited() == []


@every_page
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_page_has_no_axe_violation(visit, scheme, open_context, server):
    page = open_page(open_context, server, visit, color_scheme=scheme, viewport=DESKTOP)

    found = violations(page)

    if scheme == "light":
        take_screenshot(page, visit, DESKTOP["width"])
    assert found == [], "\n".join(found)


@every_page
def test_page_fits_a_phone(visit, open_context, server):
    page = open_page(open_context, server, visit, viewport=PHONE)

    overflow = page.evaluate(OVERFLOW)

    take_screenshot(page, visit, PHONE["width"])
    assert overflow == []


@every_page
def test_page_reads_without_javascript(visit, open_context, server):
    page = open_page(open_context, server, visit, java_script_enabled=False)
    product = ProductPage(page, server)

    expect(product.heading).to_be_visible()
    expect(product.main).to_be_visible()


@every_page
def test_first_tab_skips_to_the_content(visit, open_context, server):
    page = open_page(open_context, server, visit)
    product = ProductPage(page, server)

    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    expect(skip).to_be_visible()
    expect(skip).to_have_text("Contenu")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    inside = "() => document.querySelector('main').contains(document.activeElement)"
    holds_nothing_to_focus = product.main.locator("a[href], button, input, select, textarea").count() == 0
    assert page.evaluate(inside) or holds_nothing_to_focus


def test_titles_are_unique(open_context, server):
    titles: dict[str, str] = {}
    for visit in {visit.route: visit for visit in visits()}.values():
        title = open_page(open_context, server, visit, java_script_enabled=False).title()
        assert title.endswith("Mon Espace Collectivité")
        assert title not in titles, f"{visit} and {titles[title]} have one title: {title}"
        titles[title] = str(visit)
