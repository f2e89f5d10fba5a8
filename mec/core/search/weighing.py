"""What the words of a document weigh, and what they are worth to a search: BM25, in Lucene's variant."""

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from mec.core.text import tokens

K1 = 1.5
"""How soon a repeated word stops counting more."""
B = 0.75
"""How much a long document is held back."""
WEIGHT_SCALE = 100
"""Frequencies and lengths are stored in hundredths of a word."""
HEAVIEST = 100
_LARGEST = 2**31 - 1
SCORE_SCALE = 100_000
"""Scores are summed in whole numbers, so that no engine's order of addition can change a ranking."""

Fields = Mapping[str, tuple[str, float]]
"""Field name → its text and the weight of its words, from 0.01 to 100."""


@dataclass(frozen=True)
class Source:
    """An object to index."""

    object_id: int
    fields: Fields
    terms: Mapping[str, float] = field(default_factory=dict)
    """Terms that are no words (a concept, a category), at most 40 characters → weight; they make it no longer."""


@dataclass(frozen=True)
class Weighed:
    frequencies: dict[str, int]
    """Term → weighted occurrences, in hundredths."""
    length: int
    """In hundredths."""


def weigh(source: Source) -> Weighed:
    """Return the terms of a document; ValueError for a weight out of bounds."""
    frequencies: Counter[str] = Counter()
    for text, weight in source.fields.values():
        _add(frequencies, text, weight)
    length = min(frequencies.total(), _LARGEST)
    for term, weight in source.terms.items():
        _count(frequencies, term, 1, _hundredths(weight))
    return Weighed(dict(frequencies), length)


def _add(frequencies: Counter[str], text: str, weight: float) -> None:
    hundredths = _hundredths(weight)
    for term, count in Counter(tokens(text)).items():
        _count(frequencies, term, count, hundredths)


def _count(frequencies: Counter[str], term: str, count: int, hundredths: int) -> None:
    frequencies[term] = min(frequencies[term] + hundredths * count, _LARGEST)


def _hundredths(weight: float) -> int:
    hundredths = round(weight * WEIGHT_SCALE)
    if not 1 <= hundredths <= HEAVIEST * WEIGHT_SCALE:
        raise ValueError(f"weight {weight} is not between 0.01 and 100")
    return hundredths


def rarity(*, documents: int, holders: int) -> float:
    """Return the idf of a term that `holders` of `documents` hold."""
    return math.log(1 + (documents - holders + 0.5) / (holders + 0.5))


def saturation(*, mean_length: float) -> tuple[float, float]:
    """Return (c, d) such that a posting weighs frequency ÷ (frequency + c + d × length), lengths in hundredths."""
    return WEIGHT_SCALE * K1 * (1 - B), WEIGHT_SCALE * K1 * B / mean_length
