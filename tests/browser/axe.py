"""Run axe in a page, whatever its content policy."""

from functools import cache
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Page

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "RGAAv4", "best-practice")
OPTIONS = "resultTypes: ['violations'], preload: false"
RUN = f"tags => axe.run(document, {{runOnly: {{type: 'tag', values: tags}}, {OPTIONS}}})"
RUN_COLOURS = f"""tags => {{
    const rules = axe.getRules(tags).filter((rule) => rule.tags.includes("cat.color")).map((rule) => rule.ruleId);
    return axe.run(document, {{runOnly: {{type: "rule", values: rules}}, {OPTIONS}}});
}}"""


@cache
def source() -> str:
    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """Return each violation with the elements that it concerns."""
    page.evaluate(source())
    return _found(page.evaluate(RUN, list(TAGS)))


def colour_violations(page: Page) -> list[str]:
    """Return what another theme breaks, on a page where axe has already run: the rest does not change."""
    return _found(page.evaluate(RUN_COLOURS, list(TAGS)))


def _found(results: dict[str, Any]) -> list[str]:
    return [
        f"{rule['id']} ({rule['help']}): " + " ; ".join(node["html"] for node in rule["nodes"])
        for rule in results["violations"]
    ]
