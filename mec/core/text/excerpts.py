"""Show a text where it answers: the words that matched, as its author wrote them."""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from mec.core.text.analyser import Token, analyse

_ELLIPSIS = "…"
_SENTENCE_BREAK = re.compile(r"[.,;:!?()\[\]«»\"\n]|\s[-–—]\s")
_SPACE = re.compile(r"\s+")
_LONGEST_GAP = 12


class Span(NamedTuple):
    """Matched words that follow each other, grammar words between them included."""

    start: int
    """Position in the text, in characters."""
    end: int
    terms: frozenset[str]


class Fragment(NamedTuple):
    text: str
    matched: bool


def spans(text: str, terms: Collection[str], *, read: Sequence[Token] | None = None) -> list[Span]:
    """Return where `terms` (as `tokens` gives them) stand in `text`, in reading order.

    `read`: what `analyse` gives of the text, for who asks it many times.
    """
    found: list[Span] = []
    adjacent = False
    if not terms:
        return found
    for token in analyse(text) if read is None else read:
        matched = token.term in terms
        if matched and adjacent and _same_expression(text[found[-1].end : token.start]):
            found[-1] = Span(found[-1].start, token.end, found[-1].terms | {token.term})
        elif matched:
            found.append(Span(token.start, token.end, frozenset({token.term})))
        adjacent = matched
    return found


def _same_expression(gap: str) -> bool:
    return len(gap) <= _LONGEST_GAP and not _SENTENCE_BREAK.search(gap)


def quotations(text: str, terms: Collection[str], *, limit: int = 5, read: Sequence[Token] | None = None) -> list[str]:
    """Return the expressions of `text` made of `terms`, as written: those that say most first, none twice over."""
    best: dict[frozenset[str], Span] = {}
    for span in spans(text, terms, read=read):
        best.setdefault(span.terms, span)
    kept: list[Span] = []
    said: set[str] = set()
    for span in sorted(best.values(), key=lambda span: (-len(span.terms), span.start)):
        if not span.terms <= said:
            kept.append(span)
            said |= span.terms
    return [text[span.start : span.end] for span in kept[:limit]]


def highlight(text: str, terms: Collection[str]) -> list[Fragment]:
    """Cut `text` into fragments that joined together give it back, those made of `terms` marked."""
    return list(_fragments(text, spans(text, terms), 0, len(text)))


def excerpt(text: str, terms: Collection[str], *, length: int = 240) -> list[Fragment]:
    """Return the passage of about `length` characters that holds most of `terms`; the beginning when none does.

    Cut between words, with "…" where text was left out.
    """
    found = spans(text, terms)
    best = _best_window(found, length)
    core = (best[0].start, best[-1].end) if best else (0, 0)
    start, end = _cut_between_words(text, core, length)
    inside = [span for span in found if span.start >= start and span.end <= end]
    fragments = list(_fragments(text, inside, start, end))
    if start > 0:
        fragments.insert(0, Fragment(_ELLIPSIS, matched=False))
    if end < len(text):
        fragments.append(Fragment(_ELLIPSIS, matched=False))
    return fragments


def _fragments(text: str, found: list[Span], start: int, end: int) -> Iterator[Fragment]:
    for span in found:
        if span.start > start:
            yield Fragment(text[start : span.start], matched=False)
        yield Fragment(text[span.start : span.end], matched=True)
        start = span.end
    if start < end:
        yield Fragment(text[start:end], matched=False)


def _best_window(found: list[Span], length: int) -> list[Span]:
    """Return the matches within `length` characters that have most terms, then are most, then come first."""
    ends = [span.end for span in found]
    best: list[Span] = []
    most = (0, 0)
    for first, span in enumerate(found):
        inside = found[first : max(first + 1, bisect_right(ends, span.start + length))]
        count = len(frozenset[str]().union(*(other.terms for other in inside))), len(inside)
        if count > most:
            best, most = inside, count
    return best


def _cut_between_words(text: str, core: tuple[int, int], length: int) -> tuple[int, int]:
    """Return about `length` characters around `core`, whole words, `core` never cut."""
    margin = max(0, length - (core[1] - core[0])) // 2
    start = max(0, min(core[0] - margin, len(text) - length))
    end = max(core[1], min(start + length, len(text)))
    before, after = _SPACE.search(text, start, core[0]), text[core[1] : end]
    if start > 0 and not text[start - 1].isspace():
        start = before.end() if before else core[0]
    if end < len(text) and not text[end].isspace():
        end = core[1] + len(after.rpartition(" ")[0])
    return start, end
