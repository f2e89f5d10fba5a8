"""Does the project say enough to be matched, and what would help most if it said more?"""

from collections import Counter
from collections.abc import Iterable
from functools import cache
from itertools import islice

from mec.core.text import fold
from mec.recommendations.enums import EmptyReason
from mec.recommendations.facts import ProjectFacts
from mec.recommendations.lines import Recommendations
from mec.recommendations.relevance import Question, question_of, telling_words
from mec.taxonomy.referential import referential
from mec.taxonomy.thesaurus import OBJECT, Concept, thesaurus

LEAST_TELLING = 4
"""Words of its own under which a project could be any project."""
SURE = 0.5
"""Confidence from which a thématique is taken for that of the text."""
MOST_CONCEPTS = 24
SETTLING = ("etape", "cout", "depenses")
"""Codes of the criteria that one fact of the project settles for every offer, the easiest to say first."""


def is_vague(facts: ProjectFacts) -> bool:
    """Say whether the text is poor: few words of its own, no object that the thesaurus knows, no sure thématique."""
    question = question_of(facts)
    poor = len(telling_words(question)) < LEAST_TELLING or not question.mentions
    return poor or not _sure_topics(question)


def finds_nothing_alike(found: Recommendations) -> bool:
    """Say whether nothing is proposed, at least once because nothing resembles the project."""
    reasons = [lines.empty.reason if lines.empty else None for lines in found.needs]
    return None not in reasons and EmptyReason.RELEVANCE in reasons


def likely_topics(facts: ProjectFacts) -> list[str]:
    """Return the codes of the thématiques that are declared, else those that the text surely speaks of."""
    return sorted(facts.topics) or _sure_topics(question_of(facts))


def concepts_near(facts: ProjectFacts) -> list[Concept]:
    """Return what the project may be about among its thématiques, by label; none while no thématique is known.

    What the text says already is left out.
    """
    question = question_of(facts)
    said = {mention.concept for mention in question.mentions}
    topics = set(facts.topics) or {guess.code for guess in question.guesses}
    topics |= {entry.code for entry in referential().topics if entry.parent in topics}
    near = (each for each in objects().values() if topics.intersection(each.topics[:1]) and each.code not in said)
    return sorted(islice(near, MOST_CONCEPTS), key=lambda each: fold(each.label))


@cache
def objects() -> dict[str, Concept]:
    """Return, by code, all that a project may be about."""
    return {code: each for code, each in thesaurus().concepts.items() if each.kind == OBJECT}


def most_useful_fact(found: Recommendations) -> str:
    """Return the code of the criterion to check that one fact would settle for the most offers; empty for none."""
    lines = [line for need in found.needs for _, band in need.bands for line in band]
    counts = Counter(criterion.code for line in lines for criterion in line.to_check)
    return max(SETTLING, key=lambda code: counts[code]) if any(counts[code] for code in SETTLING) else ""


def sentence_about(concepts: Iterable[Concept]) -> str:
    """Return the sentence that says so, to be read and corrected by its author."""
    return f"Le projet concerne\u00a0: {', '.join(_lowered(each.label) for each in concepts)}."


def _sure_topics(question: Question) -> list[str]:
    return [code for code, confidence in question.topics.items() if confidence >= SURE]


def _lowered(label: str) -> str:
    """Keep acronyms as they are: "CRTE", not "cRTE"."""
    return label if label[:2].isupper() else label[0].lower() + label[1:]
