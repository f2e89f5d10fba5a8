"""What no page may do while it is looked at: break the content policy, fail in the console, call another host."""

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response

REPORT_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) =>
    console.error(`CSP: ${event.violatedDirective} refuses ${event.blockedURI} at ${event.sourceFile}`))
"""
LOAD_FAILURE = "Failed to load resource"
SERVER_ERROR = 500


class Watch:
    """Collects the faults of every page of a browser context."""

    def __init__(self, context: BrowserContext, host: str) -> None:
        self.host = host
        self.faults: list[str] = []
        self.refusals: list[str] = []
        """Answers from 400 to 499 to something else than a page: a missing file, a refused call."""
        context.add_init_script(REPORT_VIOLATIONS)
        context.on("console", self._console)
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("page", self._page)

    def _page(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.faults.append(f"Script error: {error.stack or error}"))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(LOAD_FAILURE):
            self.faults.append(f"Console: {message.text}")

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https", "ws", "wss") and address.netloc != self.host:
            self.faults.append(f"Third party: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= SERVER_ERROR:
            self.faults.append(f"Status {response.status}: {response.url}")
        elif response.status >= 400 and not response.request.is_navigation_request():
            self.refusals.append(f"Status {response.status}: {response.url}")
