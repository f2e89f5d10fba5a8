"""Run axe in a page, whatever its content policy."""

from functools import cache
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Page

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "RGAAv4", "best-practice")
RUN = "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})"


@cache
def source() -> str:
    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """Return each violation with the elements that it concerns."""
    page.evaluate(source())
    found: dict[str, Any] = page.evaluate(RUN, list(TAGS))
    return [
        f"{rule['id']} ({rule['help']}): " + " ; ".join(node["html"] for node in rule["nodes"])
        for rule in found["violations"]
    ]
