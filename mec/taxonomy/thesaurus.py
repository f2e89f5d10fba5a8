"""The thesaurus of local government: what a text speaks of, whoever wrote it and in whatever words.

A concept is an object (a place, a work, a service, a public) or an intervention, with the ways of saying it. Among
objects, and apart among interventions, the longest expression found wins over the shorter ones inside it; each mention
says where the text made it. What a text means is a set of weighted terms: its concepts, what they belong to
(`broader`), what is akin (`near`), and their thématiques. They are written in the search index beside the words
(`mec.offers.index`), so that a question costs nothing more.
"""

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import pairwise
from math import sqrt
from typing import Any

from mec.core.text import Token, analyse, fold, tokens
from mec.core.text.analyser import LONGEST_TERM
from mec.taxonomy.referential import referential

CONCEPT_MARK = "="
TOPIC_MARK = "#"
"""What begins the terms of the index that stand for a concept, for a category; no word does."""
MARKS = (CONCEPT_MARK, TOPIC_MARK)
HINT_WEIGHT = 0.35
"""Of a word that alone only hints at a concept: "plaquettes" at a wood boiler."""
BROADER_WEIGHT = 0.5
NEAR_WEIGHT = 0.3
TOPIC_WEIGHT = 0.8
"""Of the first thématique of a concept; half as much for the second, a third for the third."""
INTERVENTION_WEIGHT = 0.5
"""Of what one does beside what one does it to: every project builds, repairs or studies."""
OBJECT, INTERVENTION, CATEGORY = "objet", "intervention", "categorie"
VOCABULARIES = ("thematiques", "sites", "interventions", "leviers", "competences")


@dataclass(frozen=True)
class Concept:
    code: str
    label: str
    kind: str
    """`OBJECT`, `INTERVENTION`, or `CATEGORY` for a category taken as a concept."""
    topics: tuple[str, ...] = ()
    """Codes of categories, the main one first."""
    broader: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    expressions: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Vocabulary → its labels that the concept proves."""


@dataclass(frozen=True)
class Mention:
    concept: str
    weight: float
    """1 for an expression of this concept alone, less for a hint or for an expression of several."""
    start: int
    """Position in the text, in characters."""
    end: int


_INFINITIVE_LIKE = re.compile(r"er\b")
"""The stemmer takes "rocher" for a verb and "rochers" for a noun: both forms are read."""


class _Lexicon:
    """The expressions of some concepts, by their stems."""

    def __init__(self, concepts: Iterable[Concept], *, without: "_Lexicon | None" = None) -> None:
        self._meanings: dict[tuple[str, ...], dict[str, float]] = {}
        self._longest: dict[str, int] = {}
        """First stem of an expression → words of the longest that begins so."""
        for concept in concepts:
            for expressions, weight in ((concept.expressions, 1.0), (concept.hints, HINT_WEIGHT)):
                for expression in expressions:
                    for form in (expression, _INFINITIVE_LIKE.sub("ers", expression)):
                        self._add(tuple(tokens(form)), concept, weight, without)

    def _add(self, stems: tuple[str, ...], concept: Concept, weight: float, without: "_Lexicon | None") -> None:
        """A category takes no expression from a concept, nor from another lexicon."""
        taken = stems in self._meanings or (without is not None and stems in without._meanings)  # noqa: SLF001 -- our own class
        if stems and not (concept.kind == CATEGORY and taken):
            self._meanings.setdefault(stems, {}).setdefault(concept.code, weight)
            self._longest[stems[0]] = max(self._longest.get(stems[0], 0), len(stems))

    def mentions(
        self, words: Sequence[Token], passed: Collection[int] = (), ends: Collection[int] = ()
    ) -> Iterator[Mention]:
        """`passed`: positions of words that mean nothing alone; `ends`: of those that end a sentence."""
        stems = tuple(word.term for word in words)
        position = 0
        while position < len(stems):
            length = self._length_at(stems, position, ends)
            if length == 1 and position in passed:
                length = 0
            means = self._meanings[stems[position : position + length]] if length else {}
            for concept, weight in means.items():
                end = words[position + length - 1].end
                yield Mention(concept, weight / sqrt(len(means)), words[position].start, end)
            position += max(length, 1)

    def _length_at(self, stems: tuple[str, ...], position: int, ends: Collection[int]) -> int:
        """Return how many words the longest expression has that begins here; 0 for none."""
        most = min(self._longest.get(stems[position], 0), len(stems) - position)
        most = next((rank - position + 1 for rank in range(position, position + most - 1) if rank in ends), most)
        lengths = (length for length in range(most, 0, -1) if stems[position : position + length] in self._meanings)
        return next(lengths, 0)


class Thesaurus:
    def __init__(self, concepts: Iterable[Concept]) -> None:
        self.concepts = {concept.code: concept for concept in concepts}
        self._interventions = _Lexicon(concept for concept in self.concepts.values() if concept.kind == INTERVENTION)
        objects = (concept for concept in self.concepts.values() if concept.kind == OBJECT)
        categories = (concept for concept in self.concepts.values() if concept.kind == CATEGORY)
        self._objects = _Lexicon([*objects, *categories], without=self._interventions)

    def mentions(self, text: str) -> list[Mention]:
        """Return what the text mentions, in reading order; never raises."""
        return self.mentions_among(analyse(text), text)

    def mentions_among(self, words: Sequence[Token], text: str) -> list[Mention]:
        """Return likewise what the words of a text mention, as `mec.core.text.analyse` gives them."""
        alone = {rank for rank, word in enumerate(words) if _means_nothing_alone(text[word.start : word.end])}
        alone |= _proper_names(words, text)
        ends = _sentence_ends(words, text)
        found = [*self._objects.mentions(words, alone, ends), *self._interventions.mentions(words, alone, ends)]
        return sorted(found, key=lambda mention: (mention.start, mention.end, mention.concept))

    def terms(self, concepts: Mapping[str, float]) -> dict[str, float]:
        """Return the terms of the index that weighed concepts stand for, with all that they imply."""
        found: dict[str, float] = {}
        for code, mentioned in concepts.items():
            concept = self.concepts[code]
            weight = mentioned * (INTERVENTION_WEIGHT if concept.kind == INTERVENTION else 1.0)
            _add(found, concept_term(code), weight)
            for other in concept.broader:
                _add(found, concept_term(other), weight * BROADER_WEIGHT)
            for other in concept.near:
                _add(found, concept_term(other), weight * NEAR_WEIGHT)
            for rank, topic in enumerate(concept.topics, start=1):
                _add(found, topic_term(topic), weight * TOPIC_WEIGHT / rank)
        return found


def concept_term(code: str) -> str:
    return f"{CONCEPT_MARK}{code}"[:LONGEST_TERM]


def topic_term(code: str) -> str:
    return f"{TOPIC_MARK}{code}"[:LONGEST_TERM]


def weighed_concepts(texts: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Return the concepts of several texts, each mention counted at the weight of its text."""
    found: dict[str, float] = {}
    for text, weight in texts:
        for mention in thesaurus().mentions(text):
            _add(found, mention.concept, weight * mention.weight)
    return found


@cache
def thesaurus() -> Thesaurus:
    """Return the shipped thesaurus, read once."""
    return Thesaurus(shipped_concepts())


@cache
def false_friends() -> frozenset[str]:
    """Return the folded words that mean nothing alone."""
    data = files("mec.taxonomy").joinpath("data/false_friends.toml").read_text(encoding="utf-8")
    return frozenset(tomllib.loads(data)["words"].split())


def _means_nothing_alone(word: str) -> bool:
    return fold(word) in false_friends() or word.lower() in false_friends()


_PLACE_NAMING = frozenset(
    tokens(
        "allée avenue boulevard chemin cours faubourg hameau impasse lieu-dit lotissement montée passage place quai"
        " quartier résidence route rue ruelle sente sentier square traverse venelle"
    )
)
_BEFORE_A_NAME = re.compile(r"\s+(?:(?:du|des|de\s+la|de|à\s+la|aux?)\s+|(?:de\s+l|d|à\s+l)['’]\s*)?")


_END = re.compile(r"[.!?;\n]")


def _sentence_ends(words: Sequence[Token], text: str) -> set[int]:
    """Return the positions of the words after which nothing goes on."""
    return {rank for rank, (word, after) in enumerate(pairwise(words)) if _END.search(text, word.end, after.start)}


def _proper_names(words: Sequence[Token], text: str) -> set[int]:
    """Return the positions of what names a street or a place: "rue du Moulin" has no mill."""
    return {
        rank
        for rank, (before, word) in enumerate(pairwise(words), start=1)
        if before.term in _PLACE_NAMING
        and text[word.start].isupper()
        and not text[word.start : word.end].isupper()
        and _BEFORE_A_NAME.fullmatch(text, before.end, word.start)
    }


@cache
def shipped_concepts() -> tuple[Concept, ...]:
    """Return every concept of the files, then each category as the concept that its own expressions mean."""
    folder = files("mec.taxonomy").joinpath("data/thesaurus")
    paths = sorted((path for path in folder.iterdir() if path.name.endswith(".toml")), key=lambda path: path.name)
    found = [_read(data) for path in paths for data in tomllib.loads(path.read_text(encoding="utf-8"))["concepts"]]
    known = {concept.code for concept in found}
    categories = (entry for entry in referential().topics if entry.parent)
    return (
        *found,
        *(
            Concept(
                entry.code if entry.code not in known else f"categorie-{entry.code}",
                entry.label,
                CATEGORY,
                topics=(entry.code,),
                expressions=(*entry.expressions, entry.label),
            )
            for entry in categories
        ),
    )


def _read(data: dict[str, Any]) -> Concept:
    return Concept(
        code=data["code"],
        label=data["label"],
        kind=data["kind"],
        topics=tuple(data.get("topics", ())),
        broader=tuple(data.get("broader", ())),
        near=tuple(data.get("near", ())),
        expressions=tuple(data["expressions"]),
        hints=tuple(data.get("hints", ())),
        labels={name: tuple(data.get(name, ())) for name in VOCABULARIES},
    )


def _add(weights: dict[str, float], key: str, weight: float) -> None:
    weights[key] = weights.get(key, 0.0) + weight
