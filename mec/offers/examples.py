"""The examples of projects that an offer gives, each on its own: a project may start from one of them."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser

from django.utils.text import Truncator, capfirst

from mec.core.text import clean_html
from mec.offers.models import Offer

LONGEST_TITLE = 120
SHORTEST_TITLE = 15
_LISTS = ("ul", "ol")
_CLAUSE = re.compile(r"\s*[,;:]\s")
_END = "\u00a0,; :."


@dataclass(frozen=True)
class Example:
    rank: int
    """From 0, among those of the offer: how an address names it."""
    text: str
    items: tuple[str, ...]
    """What it holds in turn."""

    @property
    def title(self) -> str:
        """Return its first clause, which names a project: "Rassembler des connaissances dans un wiki"."""
        whole = capfirst(self.text)
        first = _CLAUSE.split(whole)[0]
        return Truncator(first if len(first) >= SHORTEST_TITLE else whole).chars(LONGEST_TITLE)

    @property
    def body(self) -> str:
        """Return all of it, as plain text, one line for each of the things that it holds."""
        head = capfirst(self.text) + ("\u00a0:" if self.items else ".")
        return "\n".join([head, *(f"– {item}" for item in self.items)])


@dataclass(frozen=True)
class Examples:
    each: tuple[Example, ...] = ()
    around: str = ""
    """What is said beside the list."""


def examples_of(offer: Offer) -> Examples:
    """Return the lines of the lists of its examples; none when they are not written as a list."""
    reader = _Reader()
    if offer.rich:
        reader.feed(clean_html(offer.examples))
        reader.close()
    told = [(_tidy(lines[0]), tuple(filter(None, map(_tidy, lines[1:])))) for lines in reader.found]
    kept = [(text, items) for text, items in told if text]
    around = " ".join("".join(reader.around).split())
    return Examples(tuple(Example(rank, *each) for rank, each in enumerate(kept)), around)


def _tidy(words: list[str]) -> str:
    return re.sub(r"[^\S\u00a0]+", " ", "".join(words)).strip().rstrip(_END)


class _Reader(HTMLParser):
    """Gathers the words of each line of the outermost lists, then of each line inside it."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[list[list[str]]] = []
        self.around: list[str] = []
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _LISTS:
            self._depth += 1
        elif tag == "li" and self._depth == 1:
            self.found.append([[]])
        elif tag == "li" and self.found:
            self.found[-1].append([])

    def handle_endtag(self, tag: str) -> None:
        if tag in _LISTS:
            self._depth -= 1
        self.handle_data(" ")

    def handle_data(self, data: str) -> None:
        if not self._depth:
            self.around.append(data)
        elif self.found:
            self.found[-1][-1].append(data)
