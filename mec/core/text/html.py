"""HTML that others wrote: what is left of it when it is shown in our pages, and what it says as plain text."""

import re
from html import escape, unescape

import nh3

LONGEST = 200_000
"""Characters that are read."""
MOST_TAGS = 10_000
"""The parser takes a time that grows with the square of the depth: what comes after so many `<` is not read."""
ROUNDS = 4
TAGS = {
    *("p", "br", "ul", "ol", "li", "strong", "b", "em", "i", "a", "blockquote"),
    *("h1", "h2", "h3", "h4", "h5", "h6"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"),
}
ATTRIBUTES = {"a": {"href"}, "th": {"scope", "colspan", "rowspan"}, "td": {"colspan", "rowspan"}}
SCHEMES = {"http", "https", "mailto", "tel"}
LINK_REL = "noopener nofollow"
FIRST_HEADING = 3
LAST_HEADING = 6
_DROPPED_WITH_CONTENT = {
    *("script", "style", "iframe", "noscript", "template", "object", "embed", "svg", "math", "title", "textarea"),
    *("select", "audio", "video", "canvas"),
}
_BLOCKS = {
    *("p", "br", "hr", "div", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "pre", "table", "caption", "tr"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "header", "footer", "main", "aside", "nav"),
    *("figure", "figcaption", "address", "form", "fieldset"),
}
_CELLS = {"td", "th"}

_cleaner = nh3.Cleaner(
    tags=TAGS,
    attributes=ATTRIBUTES,
    clean_content_tags=_DROPPED_WITH_CONTENT,
    url_schemes=SCHEMES,
    url_relative="deny",
    link_rel=LINK_REL,
)
_reader = nh3.Cleaner(
    tags=_BLOCKS | _CELLS, attributes={}, clean_content_tags=_DROPPED_WITH_CONTENT, link_rel=None, url_schemes=set()
)
_HEADING = re.compile(r"<(/?)h([1-6])>")
_TAG = re.compile(r"</?([a-z0-9]+)>")
_SPACES = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r" ?\n\s*")


def clean_html(html: str) -> str:
    """Return what may be shown of a text in HTML, whatever it is; what is clean stays as it is.

    Headings start under those of the page, at h3, and none is skipped. Images, styles, scripts, forms, and links that
    are relative or lead to something else than a page, an address or a telephone are left out.
    """
    text = _readable(html)
    for _ in range(ROUNDS):
        cleaned = _headings_under_the_page(_cleaner.clean(text))
        if cleaned == text:
            return cleaned
        text = cleaned
    # A text that never settles is built to be read in two ways: only its words are kept.
    return "".join(f"<p>{escape(line, quote=False)}</p>" for line in plain_text(text).split("\n") if line)


def plain_text(html: str) -> str:
    """Return the words of a text in HTML, one line for each block, entities decoded; a text without tags is itself."""
    marked = _TAG.sub(_break, _SPACES.sub(" ", _reader.clean(_readable(html)).replace("\n", " ")))
    return _BLANK_LINES.sub("\n", _SPACES.sub(" ", unescape(marked))).strip()


def _readable(html: str) -> str:
    """Return the text without what has no writing in UTF-8, which the parser cannot take, and not too long."""
    text = html[:LONGEST].encode("utf-8", errors="replace").decode("utf-8")
    return "<".join(text.split("<", MOST_TAGS)[:MOST_TAGS])


def _break(tag: re.Match[str]) -> str:
    return " " if tag.group(1) in _CELLS else "\n"


def _headings_under_the_page(html: str) -> str:
    """Renumber the headings of a cleaned text: each one level below the nearest heading above it in rank.

    There, `<` opens nothing but a tag, and headings have no attribute.
    """
    ranks: list[int] = []
    opened: list[int] = []

    def renumbered(tag: re.Match[str]) -> str:
        closing, rank = tag.group(1), int(tag.group(2))
        if closing:
            return f"</h{opened.pop()}>" if opened else ""
        while ranks and ranks[-1] > rank:
            ranks.pop()
        if not ranks or ranks[-1] < rank:
            ranks.append(rank)
        opened.append(min(FIRST_HEADING + len(ranks) - 1, LAST_HEADING))
        return f"<h{opened[-1]}>"

    return _HEADING.sub(renumbered, html)
