"""The watch itself: it sees each fault, on pages made to have them."""

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser.watch import Watch

SITE = "http://localhost:9"
POLICY = {"Content-Security-Policy": "default-src 'none'; script-src 'self'; connect-src 'self'"}


@pytest.fixture
def context(browser: Browser):
    with browser.new_context() as context:
        yield context


def open_made_page(context: BrowserContext, body: str, script: str = "", status: int = 200) -> Watch:
    watch = Watch(context, "localhost:9")

    def answer(route):
        if route.request.url.endswith("/script.js"):
            route.fulfill(body=script, content_type="text/javascript; charset=utf-8")
        elif route.request.url == f"{SITE}/":
            route.fulfill(status=status, body=body, headers=POLICY | {"Content-Type": "text/html; charset=utf-8"})
        else:
            route.fulfill(status=404, body="")

    context.route("**/*", answer)
    page = context.new_page()
    page.goto(f"{SITE}/")
    page.wait_for_load_state("networkidle")
    return watch


def test_quiet_page_has_no_fault(context):
    watch = open_made_page(context, "<script src='/script.js'></script><p>calme</p>", "document.title = 'x'")

    assert (watch.faults, watch.refusals) == ([], [])


def test_inline_style_is_a_fault(context):
    assert any("CSP: style-src" in fault for fault in open_made_page(context, "<p style='color:red'>x</p>").faults)


def test_script_error_is_a_fault(context):
    watch = open_made_page(context, "<script src='/script.js'></script>", "throw new Error('cassé')")

    assert watch.faults == [f"Script error: Error: cassé\n    at {SITE}/script.js:1:7"]


def test_console_error_is_a_fault(context):
    watch = open_made_page(context, "<script src='/script.js'></script>", "console.error('raté')")

    assert watch.faults == ["Console: raté"]


def test_third_party_is_a_fault(context):
    watch = open_made_page(context, "<a href='https://ailleurs.invalid/'>x</a>")
    page = context.pages[0]
    page.get_by_role("link").click()
    page.wait_for_load_state("networkidle")

    assert watch.faults == ["Third party: https://ailleurs.invalid/"]


def test_server_error_is_a_fault(context):
    assert open_made_page(context, "x", status=500).faults == [f"Status 500: {SITE}/"]


def test_missing_file_is_a_refusal(context):
    watch = open_made_page(context, "<script src='/absent'></script>")

    assert watch.refusals == [f"Status 404: {SITE}/absent"]
