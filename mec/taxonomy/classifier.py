"""Say what a text is about in the words of each vocabulary: thématiques, sites, interventions, leviers, compétences.

Deterministic and explained: a guess carries the words of the text that led to it, as they were written. It is never a
declaration: what people chose is kept apart, and counts more.
"""

import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache

from mec.taxonomy.referential import referential
from mec.taxonomy.thesaurus import Concept, Mention, thesaurus
from mec.taxonomy.vocabularies import vocabularies

LENGTH_BONUS = 0.5
"""What each further word of an expression adds: "chaufferie bois" says more than "chaudière"."""
MINIMUM_CONFIDENCE = 0.3


@dataclass(frozen=True)
class Guess:
    code: str
    label: str
    confidence: float
    """Between 0 and 1, never 1: a guess is not a declaration."""
    words: tuple[str, ...]
    """As the text wrote them, in the order of the text."""


@dataclass(frozen=True)
class _Said:
    concept: Concept
    weight: float
    words: str


def guess_topics(text: str, *, limit: int = 5, mentions: Iterable[Mention] | None = None) -> tuple[Guess, ...]:
    """Return at most `limit` categories, the surest first; `mentions`: those of the text, when they are at hand."""
    said = _said(text, thesaurus().mentions(text) if mentions is None else mentions)
    clues = [(code, each, each.weight / rank) for each in said for rank, code in enumerate(each.concept.topics, 1)]
    return _guesses(clues, _topics(), limit)


def guess_labels(text: str, vocabulary: str, *, limit: int = 5) -> tuple[Guess, ...]:
    """Return at most `limit` labels of a vocabulary, the surest first. Raises KeyError for one that does not exist."""
    known = vocabularies()[vocabulary].labels
    clues = [
        (code, said, said.weight)
        for said in _said(text, thesaurus().mentions(text))
        for code in said.concept.labels.get(vocabulary, ())
    ]
    return _guesses(clues, known, limit)


@cache
def _topics() -> dict[str, str]:
    return {entry.code: entry.label for entry in referential().topics if entry.parent}


def _said(text: str, mentions: Iterable[Mention]) -> list[_Said]:
    """Return each concept of the text once, with the expression that says it best."""
    found: dict[str, _Said] = {}
    for mention in mentions:
        words = text[mention.start : mention.end]
        said = _Said(thesaurus().concepts[mention.concept], _weight(mention, words), words)
        if mention.concept not in found or said.weight > found[mention.concept].weight:
            found[mention.concept] = said
    return list(found.values())


def _weight(mention: Mention, words: str) -> float:
    return mention.weight * (1 + LENGTH_BONUS * len(words.split()[1:]) / 2)


def _guesses(clues: Iterable[tuple[str, _Said, float]], labels: dict[str, str], limit: int) -> tuple[Guess, ...]:
    scores: dict[str, float] = {}
    words: dict[str, list[str]] = {}
    for code, said, weight in clues:
        scores[code] = scores.get(code, 0.0) + weight
        words.setdefault(code, []).append(said.words)
    order = {code: rank for rank, code in enumerate(labels)}
    found = [
        Guess(code, labels[code], 1 - math.exp(-score), _widest(words[code]))
        for code, score in scores.items()
        if 1 - math.exp(-score) >= MINIMUM_CONFIDENCE
    ]
    return tuple(sorted(found, key=lambda guess: (-guess.confidence, order[guess.code]))[:limit])


def _widest(surfaces: Collection[str]) -> tuple[str, ...]:
    """Leave out what a longer expression already quotes."""
    return tuple(
        dict.fromkeys(
            surface for surface in surfaces if not any(surface != other and surface in other for other in surfaces)
        )
    )
