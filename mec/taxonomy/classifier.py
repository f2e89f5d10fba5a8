"""Guess thématiques from a text: its words against the labels and the expressions of each category.

Deterministic and explained: a guess carries the words of the text that led to it, as they were written.
"""

import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache

from mec.core.text import analyse, tokens
from mec.taxonomy.referential import TopicEntry, referential

EXPRESSION_WEIGHT = 1.0
LABEL_WEIGHT = 0.6
LABEL_WORD_WEIGHT = 0.3
"""A word of a longer label: too weak alone, enough with another clue."""
LENGTH_BONUS = 0.5
"""What each further word of an expression adds: "chaufferie bois" says more than "chaudière"."""
MINIMUM_CONFIDENCE = 0.3


@dataclass(frozen=True)
class TopicGuess:
    code: str
    label: str
    confidence: float
    """Between 0 and 1, never 1: a guess is not a declaration."""
    words: tuple[str, ...]
    """As the text wrote them, in the order of the text."""


@dataclass(frozen=True)
class _Clue:
    code: str
    weight: float


def guess_topics(text: str, *, limit: int = 5) -> tuple[TopicGuess, ...]:
    """Return at most `limit` categories, the surest first."""
    scores: dict[str, float] = {}
    found: dict[str, dict[tuple[str, ...], str]] = {}
    for stems, surface in _expressions_in(text):
        for clue in _clues()[stems]:
            seen = found.setdefault(clue.code, {})
            if stems not in seen:
                seen[stems] = surface
                scores[clue.code] = scores.get(clue.code, 0.0) + clue.weight
    order = {entry.code: position for position, entry in enumerate(referential().topics)}
    labels = {entry.code: entry.label for entry in referential().topics}
    guesses = [
        TopicGuess(code, labels[code], 1 - math.exp(-score), _widest(found[code].values()))
        for code, score in scores.items()
    ]
    guesses = [guess for guess in guesses if guess.confidence >= MINIMUM_CONFIDENCE]
    return tuple(sorted(guesses, key=lambda guess: (-guess.confidence, order[guess.code]))[:limit])


def _widest(surfaces: Collection[str]) -> tuple[str, ...]:
    """Leave out what a longer expression already quotes."""
    return tuple(
        dict.fromkeys(
            surface for surface in surfaces if not any(surface != other and surface in other for other in surfaces)
        )
    )


def _expressions_in(text: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield each known expression of the text, with the words that wrote it; nested ones too."""
    clues = _clues()
    words = analyse(text)
    longest = max(len(stems) for stems in clues)
    for start in range(len(words)):
        for length in range(1, min(longest, len(words) - start) + 1):
            window = words[start : start + length]
            stems = tuple(word.term for word in window)
            if stems in clues:
                yield stems, text[window[0].start : window[-1].end]


@cache
def _clues() -> dict[tuple[str, ...], tuple[_Clue, ...]]:
    """Stems of an expression → the categories it speaks for; one that speaks for several says less of each."""
    weights: dict[tuple[str, ...], dict[str, float]] = {}
    for entry in referential().topics:
        if not entry.parent:
            continue
        for stems, weight in _stems_of(entry):
            by_code = weights.setdefault(stems, {})
            by_code[entry.code] = max(by_code.get(entry.code, 0.0), weight)
    return {
        stems: tuple(_Clue(code, weight / math.sqrt(len(by_code))) for code, weight in by_code.items())
        for stems, by_code in weights.items()
    }


def _stems_of(entry: TopicEntry) -> Iterator[tuple[tuple[str, ...], float]]:
    sources = [(expression, EXPRESSION_WEIGHT) for expression in entry.expressions] + [(entry.label, LABEL_WEIGHT)]
    for expression, weight in sources:
        stems = tuple(tokens(expression))
        yield stems, weight * (1 + LENGTH_BONUS * (len(stems) - 1))
    for term in tokens(entry.label):
        yield (term,), LABEL_WORD_WEIGHT
