"""Every page of the register by Tab alone: everything is reached once, in order, and nothing holds the focus."""

from playwright.sync_api import Page

from tests.browser.test_sweeps import every_page, open_page

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
    return window.crawlStops.map((element) => element.outerHTML.slice(0, 120));
}"""
FOCUSED = """() => {
    const active = document.activeElement;
    if (!active || active === document.body) return -1;
    const peers = active.type === "radio"
        ? [...document.getElementsByName(active.name)].filter((peer) => peer.form === active.form) : [active];
    return window.crawlStops.findIndex((stop) => peers.includes(stop));
}"""
NOWHERE = -1
PARTS_OF_A_DATE = 3
"""Stops of a date field beyond its first."""


def walk(page: Page, key: str, limit: int) -> list[int]:
    """Press the key until the focus leaves the page; return the ranks of the stops on the way, each once.

    A date field holds the focus for its day, its month, its year and its calendar.
    """
    ranks = []
    for _stop in range(limit):
        page.keyboard.press(key)
        rank = page.evaluate(FOCUSED)
        if rank == NOWHERE and ranks:
            break
        if ranks[-1:] != [rank]:
            ranks.append(rank)
    return ranks


@every_page
def test_tab_reaches_everything_once_and_in_order(visit, open_context, server):
    page = open_page(open_context, server, visit)
    stops = page.evaluate(STOPS)

    limit = len(stops) + PARTS_OF_A_DATE * sum('type="date"' in stop for stop in stops)

    forward = walk(page, "Tab", limit + 2)
    back = walk(page, "Shift+Tab", limit)

    missed = [stops[rank] for rank in sorted(set(range(len(stops))) - set(forward))]
    assert missed == []
    assert forward == list(range(len(stops)))
    assert back[: len(stops)] == forward[::-1]
