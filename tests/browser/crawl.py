"""A page by Tab alone: everything is reached once, in order, and nothing holds the focus."""

from playwright.sync_api import Page

STOPS = """() => {
    const shown = (element) => {
        const box = element.getBoundingClientRect();
        return element.checkVisibility({ visibilityProperty: true }) && box.width > 0 && box.height > 0;
    };
    const radios = new Set();
    const isStop = (element) => {
        if (element.disabled || element.tabIndex < 0 || element.closest("[inert]") || !shown(element)) return false;
        if (element.type !== "radio") return true;
        const group = `${element.form?.id}/${[...document.forms].indexOf(element.form)}/${element.name}`;
        if (radios.has(group)) return false;
        const peers = [...document.getElementsByName(element.name)].filter((peer) => peer.form === element.form);
        const checked = peers.find((peer) => peer.checked);
        if (checked && checked !== element) return false;
        radios.add(group);
        return true;
    };
    const all = document.querySelectorAll("a[href], button, input, select, textarea, summary, iframe, [tabindex]");
    window.crawlStops = [...all].filter(isStop);
    document.addEventListener("focusin", (event) => {
        const peers = event.target.type === "radio"
            ? [...document.getElementsByName(event.target.name)].filter((peer) => peer.form === event.target.form)
            : [event.target];
        window.crawlSeen.push(window.crawlStops.findIndex((stop) => peers.includes(stop)));
    });
    document.addEventListener("focusout", (event) => event.relatedTarget || window.crawlSeen.push(-1));
    return window.crawlStops.map((element) => element.outerHTML.slice(0, 120));
}"""
START = "() => { window.crawlSeen = []; }"
SEEN = "() => window.crawlSeen"
FOCUS_FIRST = "() => { window.crawlStops[0].focus(); return window.crawlStops[0].textContent.trim(); }"
IN_MAIN = """() => {
    const main = document.querySelector("main");
    return main.contains(document.activeElement) || !main.querySelector("a[href], button, input, select, textarea");
}"""
NOWHERE = -1
PARTS_OF_A_DATE = 3
"""Stops of a date field beyond its first."""


def walk(page: Page, key: str, stops: int, limit: int) -> list[int]:
    """Press the key until the focus leaves the page or starts again; return the ranks of the stops.

    The page notes them itself, and is asked once the key was pressed as often as it has stops. A date field holds the
    focus for its day, its month, its year and its calendar.
    """
    page.evaluate(START)
    ranks: list[int] = []
    for pressed in range(1, limit + 1):
        page.keyboard.press(key)
        if pressed < stops:
            continue
        ranks = page.evaluate(SEEN)
        ends = [place for place, rank in enumerate(ranks) if place and rank in (NOWHERE, ranks[0])]
        if ends:
            return ranks[: ends[0]]
    return ranks


def crawl_defects(page: Page) -> list[str]:
    """Return what Tab and Shift+Tab miss or reach out of order, on a page where nothing had the focus."""
    stops = page.evaluate(STOPS)
    limit = len(stops) + PARTS_OF_A_DATE * sum('type="date"' in stop for stop in stops) + 2
    forward = walk(page, "Tab", len(stops), limit)
    back = walk(page, "Shift+Tab", len(stops), limit)
    back = back[back[:1] == [NOWHERE] :]
    defects = [f"Tab misses {stops[rank]}" for rank in sorted(set(range(len(stops))) - set(forward))]
    if not defects and forward != list(range(len(stops))):
        defects.append(f"Tab goes out of order: {forward}")
    if not defects and back[: len(stops)] != forward[::-1]:
        defects.append(f"Shift+Tab is not the way back: {back}")
    return defects


def skip_defects(page: Page) -> list[str]:
    """Return why the first stop of a page that was crawled does not lead to its content."""
    if page.evaluate(FOCUS_FIRST) != "Contenu" or not page.locator(":focus").is_visible():
        return ["the first stop is not a link to the content that shows"]
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    return [] if page.evaluate(IN_MAIN) else ["the skip link does not lead into the content"]
