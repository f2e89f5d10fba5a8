"""Is it about this? What a project and an offer share, in words and in meaning, in points (see `weights`)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache

from mec.core.text import Token, analyse, quotations, tokens
from mec.offers.arrays import Flags, OfferIndex, Scores
from mec.offers.facts import OfferFacts
from mec.recommendations import weights
from mec.recommendations.facts import ProjectFacts
from mec.taxonomy.classifier import Guess, guess_topics
from mec.taxonomy.enums import Phase
from mec.taxonomy.thesaurus import INTERVENTION, Mention, concept_term, thesaurus, topic_term

_QUOTED = 4
NEEDED = ("plan-de-financement", "fonds-europeens", "pret-et-emprunt")
"""Concepts that any project needs."""
NEEDED_BEFORE_WORKS = ("ingenierie-territoriale", "architecture-caue", "etude-de-faisabilite", "amo")


@dataclass(frozen=True)
class Relevance:
    """Why a project and an offer resemble each other."""

    quotes: tuple[str, ...]
    """What the project says of what they share, as it wrote it."""
    labels: tuple[str, ...]
    """Thématiques in common, the surest first."""
    every_topic: bool


@dataclass(frozen=True)
class Question:
    """The project as a query."""

    text: str
    read: Sequence[Token]
    """`text`, word by word."""
    words: dict[str, float]
    """Term → weight of the place where the project has it, that of the title when it has it in both."""
    meaning: dict[str, float]
    """Term of the thesaurus → weight, with what any project needs at its stage."""
    objects: dict[str, float]
    """`meaning` without what is only done (to study, to build) and what any project needs."""
    mentions: tuple[Mention, ...]
    """Of objects, in `text`."""
    topics: dict[str, float]
    """Code → confidence; 1 when declared."""
    guesses: tuple[Guess, ...]


def question_of(facts: ProjectFacts) -> Question:
    """Read the project once, word by word."""
    text = f"{facts.title}\n{facts.description}\n{facts.blocked_by}"
    ends = (len(facts.title), len(facts.title) + 1 + len(facts.description))
    words: dict[str, float] = {}
    read = analyse(text)
    for word in read:
        words[word.term] = max(words.get(word.term, 0.0), _weight_at(word.start, ends))
    mentions = thesaurus().mentions_among(read, text)
    concepts = thesaurus().concepts
    said: dict[str, float] = {}
    for mention in mentions:
        said[mention.concept] = said.get(mention.concept, 0.0) + mention.weight * _weight_at(mention.start, ends)
    meaning = thesaurus().terms(said)
    objects = thesaurus().terms({code: weight for code, weight in said.items() if concepts[code].kind != INTERVENTION})
    for code in facts.topics:
        for terms in (meaning, objects):
            terms[topic_term(code)] = terms.get(topic_term(code), 0.0) + weights.DECLARED_WEIGHT
    for code in needed_at(facts.phase):
        meaning[concept_term(code)] = meaning.get(concept_term(code), 0.0) + weights.ASSUMED_WEIGHT
    own = [mention for mention in mentions if mention.start < ends[1]]
    guesses = guess_topics(text, mentions=own)
    return Question(
        text=text,
        read=read,
        words=words,
        meaning=meaning,
        objects=objects,
        mentions=tuple(mention for mention in mentions if concepts[mention.concept].kind != INTERVENTION),
        topics={guess.code: guess.confidence for guess in guesses} | dict.fromkeys(facts.topics, 1.0),
        guesses=guesses,
    )


def needed_at(phase: str) -> tuple[str, ...]:
    """Return the concepts that any project needs at a stage, whatever it is about."""
    return NEEDED + (NEEDED_BEFORE_WORKS if phase in (Phase.IDEA, Phase.STUDY) else ())


def _weight_at(position: int, ends: tuple[int, int]) -> float:
    """Return what a place of the text weighs: the title, the description, then what the blockers say."""
    if position < ends[0]:
        return weights.TITLE_WEIGHT
    return weights.DESCRIPTION_WEIGHT if position < ends[1] else weights.BLOCKER_WEIGHT


def points_of(index: OfferIndex, question: Question) -> Scores:
    """Return the points of every document of the index, from 0 to 100."""
    resemblance = index.words(question.words) + weights.MEANING * index.meaning(question.meaning)
    points: Scores = weights.POINTS * resemblance / (1 + weights.MEANING)
    return points


def resembling(index: OfferIndex, question: Question) -> Flags:
    """Say which documents are about something that the project is about.

    What any project could write (to renovate, to accompany) makes two of them alike, never akin.
    """
    found: Flags = (index.words(telling_words(question)) >= weights.LEAST_WORDS) | (
        index.meaning(question.objects) >= weights.LEAST_MEANING
    )
    return found


def telling_words(question: Question) -> dict[str, float]:
    """Return the words of the project that not any project could write, each with its weight."""
    empty, _ = _untelling()
    return {term: weight for term, weight in question.words.items() if term not in empty and not term.isdigit()}


def relevance_of(index: OfferIndex, offer: OfferFacts, question: Question) -> Relevance:
    """Return why an offer of the index resembles the project."""
    labels = sorted(offer.topics.keys() & question.topics.keys(), key=lambda code: (-question.topics[code], code))
    return Relevance(
        quotes=_quotes(index, offer, question),
        labels=tuple(offer.topics[code] for code in labels),
        every_topic=offer.every_topic,
    )


def _quotes(index: OfferIndex, offer: OfferFacts, question: Question) -> tuple[str, ...]:
    """Return what the project says that weighs most here: expressions of shared concepts, then rare shared words."""
    row = index.rows[offer.pk]
    found: dict[str, float] = {}
    for mention in question.mentions:
        weight = index.share(concept_term(mention.concept), row, least=1.0)
        if weight and mention.weight >= weights.LEAST_QUOTED:
            said = question.text[mention.start : mention.end]
            found[said] = max(found.get(said, 0.0), weight * mention.weight)
    quotes = _distinct(sorted(found, key=lambda said: (-found[said], said)))
    if len(quotes) < _QUOTED:
        shares = {term: index.share(term, row) * weight for term, weight in question.words.items()}
        best = sorted(_telling({term for term in shares if shares[term]}), key=lambda term: (-shares[term], term))
        quotes = _distinct([*quotes, *_said(question, best[:_QUOTED])])
    return tuple(quotes[:_QUOTED])


def _said(question: Question, terms: Collection[str]) -> list[str]:
    return quotations(question.text, frozenset(terms), limit=_QUOTED, read=question.read)


def _telling(shared: set[str]) -> set[str]:
    """Keep the words that one would give as a reason."""
    empty, compounds = _untelling()
    whole = [compound for compound in compounds if compound <= shared]
    broken = frozenset().union(*compounds).difference(*whole)
    return {term for term in shared - empty - broken if not term.isdigit()}


@cache
def _untelling() -> tuple[frozenset[str], tuple[frozenset[str], ...]]:
    return frozenset(tokens(weights.EMPTY_WORDS)), tuple(frozenset(tokens(words)) for words in weights.COMPOUNDS)


def _distinct(quotes: Collection[str]) -> list[str]:
    """Leave out what another quote already says, whatever its case."""
    kept: list[str] = []
    for quote in quotes:
        if not any(quote.casefold() in other.casefold() for other in kept):
            kept = [other for other in kept if other.casefold() not in quote.casefold()] + [quote]
    return kept
