"""Is it about this? Words and thématiques that the project and an offer share, in points (see `weights`)."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from mec.core.text import quotations, tokens
from mec.recommendations import weights
from mec.recommendations.facts import OfferFacts, ProjectFacts
from mec.taxonomy.classifier import TopicGuess, guess_topics

_QUOTED = 4


@dataclass(frozen=True)
class Relevance:
    words: float
    """Points."""
    quotes: tuple[str, ...]
    """Words in common, as the project wrote them."""
    topics: float
    """Points."""
    labels: tuple[str, ...]
    """Thématiques in common, the surest first."""
    every_topic: float
    """Points."""

    @property
    def points(self) -> float:
        return self.words + self.topics + self.every_topic


@dataclass(frozen=True)
class Question:
    """The project as a query."""

    text: str
    terms: dict[str, float]
    """Term → weight of the place where the project has it, that of the title when it has it in both."""
    topics: dict[str, float]
    """Code → confidence; 1 when declared."""
    guesses: tuple[TopicGuess, ...] = field(default=())


def question_of(facts: ProjectFacts) -> Question:
    text = f"{facts.title}\n{facts.description}"
    terms = dict.fromkeys(tokens(facts.blocked_by), weights.BLOCKER_WEIGHT)
    terms |= dict.fromkeys(tokens(facts.description), weights.PROJECT_DESCRIPTION_WEIGHT)
    terms |= dict.fromkeys(tokens(facts.title), weights.PROJECT_TITLE_WEIGHT)
    guesses = guess_topics(text)
    topics = {guess.code: guess.confidence for guess in guesses} | dict.fromkeys(facts.topics, 1.0)
    return Question(f"{text}\n{facts.blocked_by}", terms, topics, guesses)


class Index:
    """The words of a set of offers, weighted by field, and how rare each is."""

    def __init__(self, offers: Sequence[OfferFacts]) -> None:
        self._documents = {offer.pk: _document(offer) for offer in offers}
        counts = Counter(term for document in self._documents.values() for term in document)
        total = len(offers)
        common = max(1.0, total * weights.COMMON_SHARE)
        empty = frozenset(tokens(weights.EMPTY_WORDS))
        self._rarity = {
            term: math.log(1 + (total - count + 0.5) / (count + 0.5))
            for term, count in counts.items()
            if count <= common and term not in empty and not term.isdigit()
        }
        self._compounds = [frozenset(tokens(compound)) for compound in weights.COMPOUNDS]

    def relevance(self, offer: OfferFacts, question: Question) -> Relevance:
        words, quotes = self._words(offer, question)
        topics, labels = _topics(offer, question)
        every_topic = weights.EVERY_TOPIC_POINTS if offer.every_topic else 0.0
        return Relevance(words, quotes, topics, labels, every_topic)

    def _words(self, offer: OfferFacts, question: Question) -> tuple[float, tuple[str, ...]]:
        document = self._documents[offer.pk]
        shared = self._shared(document, question)
        raw = sum(self._rarity[term] * document[term] * question.terms[term] for term in shared)
        points = weights.WORDS_POINTS * (1 - math.exp(-raw / weights.WORDS_SCALE))
        if points < weights.MINIMUM_WORDS:
            return 0.0, ()
        return points, tuple(quotations(question.text, frozenset(shared), limit=_QUOTED))

    def _shared(self, document: dict[str, float], question: Question) -> list[str]:
        shared = {term for term in question.terms if term in document and term in self._rarity}
        whole = [compound for compound in self._compounds if compound <= shared]
        broken = frozenset().union(*self._compounds).difference(*whole)
        return sorted(shared - broken)


def _document(offer: OfferFacts) -> dict[str, float]:
    document = dict.fromkeys(tokens(offer.description), weights.DESCRIPTION_WEIGHT)
    document |= dict.fromkeys(tokens(offer.summary), weights.SUMMARY_WEIGHT)
    return document | dict.fromkeys(tokens(offer.title), weights.TITLE_WEIGHT)


def _topics(offer: OfferFacts, question: Question) -> tuple[float, tuple[str, ...]]:
    shared = sorted(offer.topics.keys() & question.topics.keys(), key=lambda code: (-question.topics[code], code))
    if not shared:
        return 0.0, ()
    surest = question.topics[shared[0]]
    covered = sum(question.topics[code] for code in shared) / sum(sorted(question.topics.values()))
    focus = 1 / (1 + weights.SPREAD_LOSS * (len(offer.topics) - 1))
    points = weights.TOPICS_POINTS * surest * (1 + min(covered, 1.0)) / 2 * focus
    if points < weights.MINIMUM_TOPICS:
        return 0.0, ()
    return points, tuple(offer.topics[code] for code in shared)
