"""Rank the offers for a project, band them, and say why of each."""

from collections.abc import Sequence
from dataclasses import dataclass

from mec.offers.enums import Need
from mec.recommendations import weights
from mec.recommendations.criteria import Criterion, criteria_of
from mec.recommendations.enums import Band, EmptyReason, Verdict
from mec.recommendations.facts import OfferFacts, ProjectFacts
from mec.recommendations.relevance import Index, Relevance, question_of
from mec.taxonomy.classifier import TopicGuess

_NEED_OF_BLOCKER = {"ingenierie": Need.ENGINEERING, "financement": Need.FUNDING}
_QUOTAS = {0: (4, 4), 1: (6, 3), 2: (5, 2), 3: (4, 4)}
"""Number of needs asked for → lines of the first band for a need asked for, and for another."""


@dataclass(frozen=True)
class Reason:
    verdict: Verdict
    text: str


@dataclass(frozen=True)
class Line:
    """An offer for the project, and why."""

    offer: OfferFacts
    score: float
    reasons: tuple[str, ...]
    """Why it is about the project, then what the project already meets; never empty."""
    criteria: tuple[Criterion, ...]

    @property
    def met(self) -> tuple[Reason, ...]:
        """The conditions that the project already meets: much the same from one offer to the next."""
        return tuple(Reason(Verdict.YES, found.sentence) for found in self.criteria if found.verdict == Verdict.YES)

    @property
    def explanation(self) -> tuple[Reason, ...]:
        """Why it is proposed, then what is to be checked, then what refuses it, with what would repair it.

        Without the conditions met, which `met` gives, unless nothing else says why.
        """
        met = {reason.text for reason in self.met}
        about = [text for text in self.reasons if text not in met]
        return (
            *(Reason(Verdict.YES, text) for text in about or self.reasons),
            *(Reason(Verdict.UNKNOWN, criterion.sentence) for criterion in self.to_check),
            *(Reason(Verdict.NO, f"{criterion.sentence} {criterion.gap}".strip()) for criterion in self.refused),
        )

    @property
    def to_check(self) -> tuple[Criterion, ...]:
        return tuple(criterion for criterion in self.criteria if criterion.verdict == Verdict.UNKNOWN)

    @property
    def refused(self) -> tuple[Criterion, ...]:
        return tuple(criterion for criterion in self.criteria if criterion.verdict == Verdict.NO)


@dataclass(frozen=True)
class EmptyState:
    reason: EmptyReason
    sentence: str
    details: tuple[str, ...] = ()
    """For "eligibilite": what refuses each offer, most relevant first."""


@dataclass(frozen=True)
class NeedLines:
    """What is proposed for one kind of help."""

    need: Need
    asked: bool
    """An open blocker asks for it."""
    first: tuple[Line, ...]
    useful: tuple[Line, ...]
    explore: tuple[Line, ...]
    almost: tuple[Line, ...]
    """Presque éligible: one single "non", that somebody can repair."""
    empty: EmptyState | None
    """Why no band holds a line; None when one does."""

    @property
    def bands(self) -> tuple[tuple[Band, tuple[Line, ...]], ...]:
        """Return the bands that hold lines, the most pressing first."""
        bands = ((Band.FIRST, self.first), (Band.USEFUL, self.useful), (Band.EXPLORE, self.explore))
        return tuple((band, lines) for band, lines in bands if lines)


@dataclass(frozen=True)
class Recommendations:
    version: int
    """Of the weights."""
    needs: tuple[NeedLines, ...]
    """The three needs, those that a blocker asks for first."""
    understood: tuple[TopicGuess, ...]
    """Thématiques guessed from the project's text, with its words."""

    @property
    def total(self) -> int:
        """Number of offers proposed, all needs and bands together."""
        return sum(len(lines) for need in self.needs for _, lines in need.bands)


@dataclass(frozen=True)
class _Candidate:
    line: Line
    relevant: bool

    @property
    def in_reach(self) -> bool:
        return not any(criterion.verdict == Verdict.NO for criterion in self.line.criteria)


def match(facts: ProjectFacts, offers: Sequence[OfferFacts]) -> Recommendations:
    """Return the proposals for a project; the order in which the offers come changes nothing."""
    question = question_of(facts)
    index = Index(offers)
    asked = needs_asked(facts)
    candidates = [
        _candidate(offer, facts, index.relevance(offer, question), asked=offer.need in asked) for offer in offers
    ]
    candidates.sort(key=lambda candidate: (-round(candidate.line.score, 6), candidate.line.offer.code))
    needs = sorted(Need, key=lambda need: (need not in asked, list(Need).index(need)))
    first_asked, first_other = _QUOTAS[len(asked)]
    return Recommendations(
        version=weights.VERSION,
        needs=tuple(
            _need_lines(
                need,
                [candidate for candidate in candidates if candidate.line.offer.need == need],
                asked=need in asked,
                quota=first_asked if need in asked else first_other,
            )
            for need in needs
        ),
        understood=question.guesses,
    )


def needs_asked(facts: ProjectFacts) -> frozenset[Need]:
    """Return the kinds of help that the open blockers call for; whatever is not money or engineering is expertise."""
    return frozenset(_NEED_OF_BLOCKER.get(kind, Need.EXPERTISE) for kind in facts.blockers)


def _candidate(offer: OfferFacts, facts: ProjectFacts, relevance: Relevance, *, asked: bool) -> _Candidate:
    criteria = criteria_of(offer, facts)
    met = [criterion for criterion in criteria if criterion.verdict == Verdict.YES]
    score = relevance.points + weights.CERTAINTY_POINTS * len(met) / len(criteria)
    score += weights.NEED_POINTS if asked else 0.0
    score += weights.PHASE_POINTS if any(criterion.code == "etape" for criterion in met) else 0.0
    reasons = (*_relevance_reasons(relevance, asked=asked), *(criterion.sentence for criterion in met))
    return _Candidate(Line(offer, score, reasons, criteria), relevant=relevance.points > 0)


def _relevance_reasons(relevance: Relevance, *, asked: bool) -> list[str]:
    reasons = []
    if relevance.quotes:
        quoted = ", ".join(f"«\u00a0{quote}\u00a0»" for quote in relevance.quotes)
        reasons.append(f"Votre projet parle de {quoted}.")
    if relevance.labels:
        reasons.append(f"Thématiques en commun\u00a0: {', '.join(relevance.labels)}.")
    if relevance.every_topic:
        reasons.append("Ouverte à toutes les thématiques.")
    if asked:
        reasons.append("Répond à un blocage que vous avez signalé.")
    return reasons


def _need_lines(need: Need, candidates: list[_Candidate], *, asked: bool, quota: int) -> NeedLines:
    lines = [candidate.line for candidate in candidates if candidate.relevant and candidate.in_reach]
    first = [line for line in lines if line.score >= weights.FIRST_BAND][:quota]
    rest = lines[len(first) :]
    return NeedLines(
        need=need,
        asked=asked,
        first=tuple(first),
        useful=tuple(line for line in rest if line.score >= weights.USEFUL_BAND),
        explore=tuple(line for line in rest if line.score < weights.USEFUL_BAND),
        almost=tuple(candidate.line for candidate in candidates if candidate.relevant and _is_almost(candidate.line)),
        empty=None if lines else _empty_state(candidates),
    )


def _is_almost(line: Line) -> bool:
    return len(line.refused) == 1 and line.refused[0].is_repairable


def _empty_state(candidates: list[_Candidate]) -> EmptyState:
    here = [
        candidate
        for candidate in candidates
        if not any(criterion.code == "territoire" for criterion in candidate.line.refused)
    ]
    relevant = [candidate for candidate in here if candidate.relevant]
    if not here:
        return EmptyState(
            EmptyReason.TERRITORY, "Le catalogue n’a rien pour ce territoire. D’autres offres y entreront."
        )
    if not relevant:
        sentence = "Rien ne ressemble à votre projet. Décrivez-le avec plus de mots, ou choisissez ses thématiques."
        return EmptyState(EmptyReason.RELEVANCE, sentence)
    details = tuple(
        f"{candidate.line.offer.title}\u00a0: {' '.join(criterion.sentence for criterion in candidate.line.refused)}"
        for candidate in relevant
    )
    sentence = (
        "Des offres ressemblent à votre projet, mais vous ne pouvez pas les demander aujourd’hui. Voici pourquoi."
    )
    return EmptyState(EmptyReason.ELIGIBILITY, sentence, details)
