"""Rank the offers for a project, band them, and say why of each."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from mec.core.ui.french import listed
from mec.offers.arrays import Flags, Scores
from mec.offers.enums import Need
from mec.offers.facts import OfferFacts
from mec.projects.enums import BLOCKER_NAMES, BlockerKind
from mec.recommendations import weights
from mec.recommendations.catalogue import Catalogue
from mec.recommendations.criteria import Criterion, criteria_of
from mec.recommendations.enums import EmptyReason
from mec.recommendations.facts import ProjectFacts
from mec.recommendations.lines import EmptyState, Line, NeedLines, Recommendations
from mec.recommendations.peers import Feedback
from mec.recommendations.relevance import (
    Question,
    Relevance,
    points_of,
    question_of,
    relevance_of,
    resembling,
)
from mec.recommendations.sieve import Counts

_NEEDS_OF_BLOCKER: dict[str, tuple[Need, ...]] = {
    BlockerKind.ENGINEERING: (Need.ENGINEERING,),
    BlockerKind.FUNDING: (Need.FUNDING,),
    BlockerKind.LAND: (Need.EXPERTISE, Need.ENGINEERING),
    BlockerKind.REGULATION: (Need.EXPERTISE, Need.ENGINEERING),
    BlockerKind.GOVERNANCE: (Need.ENGINEERING,),
    BlockerKind.OTHER: tuple(Need),
}
_QUOTAS = {0: (4, 4), 1: (6, 3), 2: (5, 2), 3: (4, 4)}
"""Number of needs asked for → lines of the first band for a need asked for, and for another."""
_TOPICS_NAMED = 2
"""The surest thématiques in common; their names are long, and the others are counted."""
_MOST_LINES = 40
"""Of each need: beyond, nobody reads."""
_MOST_ALMOST = 12
"""Of each need, offers that one condition refuses: the nearest, of which those that can be repaired are shown."""
_MOST_EXPLAINED = 10
"""Offers of which an empty list says why they are refused."""


def match(facts: ProjectFacts, catalogue: Catalogue, *, answered: Collection[int] = frozenset()) -> Recommendations:
    """Return the proposals for a project; the order in which the offers were written changes nothing.

    `answered`: ids of offers that people have already answered, which leave their place to the next ones.
    """
    found = _Match(facts, catalogue, frozenset(answered))
    asked = found.blockers
    first_asked, first_other = _QUOTAS[len(asked)]
    needs = sorted(Need, key=lambda need: (need not in asked, list(Need).index(need)))
    return Recommendations(
        version=weights.VERSION,
        needs=tuple(found.lines_of(need, first_asked if need in asked else first_other) for need in needs),
        understood=found.question.guesses,
    )


def explained(facts: ProjectFacts, offer_id: int, catalogue: Catalogue) -> Line:
    """Return one offer as `match` would show it, even when nothing would propose it."""
    found = _Match(facts, catalogue, frozenset())
    return found.line(catalogue.index.rows[offer_id])


def needs_of_blocker(kind: str) -> tuple[Need, ...]:
    """Return the kinds of help that may lift such a blocker, the likeliest first."""
    return _NEEDS_OF_BLOCKER[BlockerKind(kind)]


def needs_asked(facts: ProjectFacts) -> frozenset[Need]:
    """Return the kinds of help that the open blockers call for."""
    return frozenset(blocker_sentences(facts))


def blocker_sentences(facts: ProjectFacts) -> dict[Need, str]:
    """Say, for each kind of help that the open blockers call for, which ones do."""
    asking: dict[Need, list[str]] = {}
    for kind in BlockerKind:
        for need in needs_of_blocker(kind) if kind in facts.blockers else ():
            asking.setdefault(need, []).append(f"un {BLOCKER_NAMES[kind]}")
    return {need: f"Parce que vous avez signalé {listed(names)}." for need, names in asking.items()}


@dataclass(frozen=True)
class _Match:
    """One project before the whole catalogue."""

    facts: ProjectFacts
    catalogue: Catalogue
    answered: frozenset[int]
    question: Question = field(init=False)
    blockers: Mapping[str, str] = field(init=False)
    """By code of `Need`."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "question", question_of(self.facts))
        object.__setattr__(self, "blockers", blocker_sentences(self.facts))

    @cached_property
    def points(self) -> Scores:
        """Of resemblance, offers open to every thématique resembling any project a little."""
        akin = resembling(self.catalogue.index, self.question)
        points: Scores = points_of(self.catalogue.index, self.question) * akin
        points += weights.EVERY_TOPIC_POINTS * self.catalogue.shelf.every_topic
        return points

    @cached_property
    def scores(self) -> Scores:
        """Points of resemblance, then what a good adviser weighs besides; rounded, so that equals are equal."""
        scores: Scores = self.points + weights.PHASE_POINTS * self.catalogue.sieve.made_for(self.facts.phase)
        for need in self.blockers:
            scores += weights.NEED_POINTS * self.catalogue.serving(Need(need))
        scores += self.catalogue.merits.points(self.facts)
        rounded: Scores = np.round(scores, 6).astype(np.float64)
        return rounded

    @cached_property
    def refusals(self) -> Counts:
        return self.catalogue.sieve.refusals(self.facts)

    @cached_property
    def elsewhere(self) -> Flags:
        return self.catalogue.sieve.elsewhere(self.facts)

    @cached_property
    def waiting(self) -> Flags:
        """Resembling the project, not answered yet, and not the model of what is open here under another sheet."""
        found: Flags = self.points > 0
        models, versions = self.catalogue.shelf.generics
        found[models[~self.elsewhere[versions]]] = False
        found[[self.catalogue.index.rows[pk] for pk in self.answered if pk in self.catalogue.index.rows]] = False
        return found

    def lines_of(self, need: Need, quota: int) -> NeedLines:
        of_need = self.catalogue.serving(need)
        lines = self._lines(of_need & self.waiting & (self.refusals == 0))
        first = [line for line in lines if line.score >= weights.FIRST_BAND][:quota]
        rest = lines[len(first) :]
        return NeedLines(
            need=need,
            blocker=self.blockers.get(need, ""),
            first=tuple(first),
            useful=tuple(line for line in rest if line.score >= weights.USEFUL_BAND),
            explore=tuple(line for line in rest if line.score < weights.USEFUL_BAND),
            refused_once=tuple(self._lines(of_need & self.waiting & (self.refusals == 1), most=_MOST_ALMOST)),
            empty=None if lines else self._empty_state(of_need),
        )

    def line(self, row: int) -> Line:
        offer = self.catalogue.offers[row]
        blocker = self.blockers.get(offer.need, "")
        return Line(offer, float(self.scores[row]), blocker, self)

    def _lines(self, kept: Flags, *, most: int = _MOST_LINES) -> list[Line]:
        """Return the best of the rows kept, equals by code."""
        rows = np.flatnonzero(kept)
        best = rows[np.lexsort((self.catalogue.shelf.by_code[rows], -self.scores[rows]))[:most]]
        return [self.line(int(row)) for row in best]

    def criteria_of(self, offer: OfferFacts) -> tuple[Criterion, ...]:
        return criteria_of(offer, self.facts)

    def reasons_of(self, offer: OfferFacts) -> tuple[str, ...]:
        blocker = self.blockers.get(offer.need, "")
        about = _relevance_reasons(relevance_of(self.catalogue.index, offer, self.question))
        if not about and self.points[self.catalogue.index.rows[offer.pk]]:
            about = [_NO_WORD]
        others = self.catalogue.feedback.get(offer.pk, Feedback()).followed
        peers = [f"{others} autres projets s’en servent."] if others >= weights.LEAST_PEERS else []
        return (*about, *([blocker] if blocker else []), *peers)

    def _empty_state(self, of_need: Flags) -> EmptyState:
        like = of_need & (self.points > 0)
        if np.any(like & (self.refusals == 0)):
            return EmptyState(EmptyReason.ANSWERED, "Vous avez répondu à tout ce que le catalogue propose ici.")
        here = self._lines(like & ~self.elsewhere, most=_MOST_EXPLAINED)
        if here:
            return EmptyState(EmptyReason.ELIGIBILITY, _NONE_OPEN, tuple(map(_refusal, here)))
        if np.all(self.elsewhere[of_need & ~like]):
            sentence = "Le catalogue n’a rien pour ce territoire. D’autres offres y entreront."
            return EmptyState(EmptyReason.TERRITORY, sentence)
        sentence = "Rien ne ressemble à votre projet. Décrivez-le avec plus de mots, ou choisissez ses thématiques."
        return EmptyState(EmptyReason.RELEVANCE, sentence)


_NONE_OPEN = "Des offres ressemblent à votre projet, mais vous ne pouvez pas les demander aujourd’hui. Voici pourquoi."
_NO_WORD = "Le sens de votre projet et celui de cette offre se rejoignent."


def _refusal(line: Line) -> str:
    return f"{line.offer.title}\u00a0: {' '.join(criterion.sentence for criterion in line.refused)}"


def _relevance_reasons(relevance: Relevance) -> list[str]:
    reasons = []
    if relevance.quotes:
        quoted = ", ".join(f"«\u00a0{quote}\u00a0»" for quote in relevance.quotes)
        reasons.append(f"Votre projet parle de {quoted}.")
    if relevance.labels:
        more = len(relevance.labels) - _TOPICS_NAMED
        others = [f"{more} autre{'s' if more > 1 else ''}"] if more > 0 else []
        named = listed([*relevance.labels[:_TOPICS_NAMED], *others])
        reasons.append(f"Thématique{'s' if len(relevance.labels) > 1 else ''} en commun\u00a0: {named}.")
    if relevance.every_topic:
        reasons.append("Ouverte à toutes les thématiques.")
    return reasons
