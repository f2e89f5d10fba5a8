"""What people typed, as a page shows it: escaped first, then cut in paragraphs, its addresses made links."""

import re

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from mec.core.text import clean_html

ADDRESS = re.compile(r"https?://[^\s<>\"«»“”]+", re.IGNORECASE)
AFTER_ADDRESS = ".,;:!?…'’)]}"
"""Signs that end a sentence rather than an address; a closing parenthesis belongs to it when it opened there."""
PARAGRAPHS = re.compile(r"\n{2,}")
NEW_LINES = re.compile(r"\r\n?")
LINE_BREAK = SafeString("<br>")


def rich_text(html: str) -> SafeString:
    """Return HTML that anybody may have written, with nothing left in it that acts: see `clean_html`."""
    return SafeString(clean_html(html))


def linked_paragraphs(text: str) -> SafeString:
    """Return paragraphs of escaped text, in time proportional to its length."""
    paragraphs = PARAGRAPHS.split(NEW_LINES.sub("\n", text.strip()))
    return format_html_join("\n", "<p>{}</p>", ((_lines(paragraph),) for paragraph in paragraphs if paragraph))


def _lines(paragraph: str) -> SafeString:
    return format_html_join(LINE_BREAK, "{}", ((_linked(line),) for line in paragraph.split("\n")))


def _linked(line: str) -> SafeString:
    pieces: list[str] = []
    end = 0
    for found in ADDRESS.finditer(line):
        address = _without_the_sentence(found.group())
        pieces += [line[end : found.start()], _link(address)]
        end = found.start() + len(address)
    return format_html_join("", "{}", ((piece,) for piece in [*pieces, line[end:]]))


def _without_the_sentence(address: str) -> str:
    while address and address[-1] in AFTER_ADDRESS:
        if address[-1] == ")" and address.count("(") >= address.count(")"):
            return address
        address = address[:-1]
    return address


def _link(address: str) -> SafeString:
    return format_html('<a href="{0}" rel="noopener nofollow ugc">{0}</a>', address)
