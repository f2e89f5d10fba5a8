"""What every page has."""

from playwright.sync_api import Locator, Page, Response
from playwright.sync_api import TimeoutError as TooLongError

from tests.browser.server import Server

RELOADS = 40
GLANCE_MS = 500


class ProductPage:
    def __init__(self, page: Page, server: Server) -> None:
        self.page = page
        self.server = server

    def open(self, path: str) -> Response:
        response = self.page.goto(self.server.url + path)
        assert response is not None
        return response

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.server.url)

    @property
    def heading(self) -> Locator:
        return self.page.get_by_role("heading", level=1)

    @property
    def main(self) -> Locator:
        return self.page.get_by_role("main")

    def button(self, name: str) -> Locator:
        return self.main.get_by_role("button", name=name)

    def link(self, name: str) -> Locator:
        return self.main.get_by_role("link", name=name)

    def field(self, label: str) -> Locator:
        return self.main.get_by_label(label)

    def message(self, text: str) -> Locator:
        """A sentence that the page says about what was just done."""
        return self.page.get_by_role("status").get_by_text(text)

    def sign_out(self) -> None:
        self.page.get_by_role("button", name="Se déconnecter").first.click()

    def reload_until(self, shown: Locator) -> None:
        """Wait for what the worker does: the page tells nothing by itself."""
        for _reload in range(RELOADS):
            try:
                shown.first.wait_for(timeout=GLANCE_MS)
            except TooLongError:
                self.page.reload()
            else:
                return
        raise AssertionError(f"{shown} did not come to {self.page.url}")
