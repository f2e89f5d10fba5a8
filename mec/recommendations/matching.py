"""Rank the offers for a project, band them, and say why of each."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from mec.core.ui.french import listed
from mec.offers.enums import Need
from mec.projects.enums import BLOCKER_NAMES, BlockerKind
from mec.recommendations import weights
from mec.recommendations.criteria import Criterion, criteria_of
from mec.recommendations.enums import EmptyReason, Verdict
from mec.recommendations.facts import OfferFacts, ProjectFacts
from mec.recommendations.lines import EmptyState, Line, NeedLines, Recommendations
from mec.recommendations.relevance import Index, Relevance, question_of

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


@dataclass(frozen=True)
class _Pool:
    """What the catalogue has for one need."""

    lines: list[Line]
    """Of the offers that resemble the project, the best first."""
    strangers: list[OfferFacts]
    """The others: nothing is asked of them unless no line is left."""


def match(
    facts: ProjectFacts,
    offers: Sequence[OfferFacts],
    *,
    index: Index | None = None,
    answered: Collection[int] = frozenset(),
) -> Recommendations:
    """Return the proposals for a project; the order in which the offers come changes nothing.

    `index`: that of these offers, when it is at hand; `answered`: ids of offers that people have already answered,
    which leave their place to the next ones.
    """
    question = question_of(facts)
    index = index or Index(offers)
    blockers = blocker_sentences(facts)
    pools = {need: _Pool([], []) for need in Need}
    for offer in offers:
        need, relevance = Need(offer.need), index.relevance(offer, question)
        if relevance.points:
            pools[need].lines.append(_line(offer, facts, relevance, blocker=blockers.get(need, "")))
        else:
            pools[need].strangers.append(offer)
    first_asked, first_other = _QUOTAS[len(blockers)]
    needs = sorted(Need, key=lambda need: (need not in blockers, list(Need).index(need)))
    return Recommendations(
        version=weights.VERSION,
        needs=tuple(
            _need_lines(
                need,
                pools[need],
                facts,
                blocker=blockers.get(need, ""),
                quota=first_asked if need in blockers else first_other,
                answered=answered,
            )
            for need in needs
        ),
        understood=question.guesses,
    )


def explained(facts: ProjectFacts, offer: OfferFacts, index: Index) -> Line:
    """Return one offer of the index as `match` would show it, even when nothing would propose it."""
    blocker = blocker_sentences(facts).get(Need(offer.need), "")
    return _line(offer, facts, index.relevance(offer, question_of(facts)), blocker=blocker)


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


def _line(offer: OfferFacts, facts: ProjectFacts, relevance: Relevance, *, blocker: str) -> Line:
    criteria = criteria_of(offer, facts)
    met = [criterion for criterion in criteria if criterion.verdict == Verdict.YES]
    score = relevance.points + weights.CERTAINTY_POINTS * len(met) / len(criteria)
    score += weights.NEED_POINTS if blocker else 0.0
    score += weights.PHASE_POINTS if any(criterion.code == "etape" for criterion in met) else 0.0
    reasons = (
        *_relevance_reasons(relevance),
        *([blocker] if blocker else []),
        *(criterion.sentence for criterion in met),
    )
    return Line(offer, score, reasons, criteria, blocker)


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


def _need_lines(
    need: Need, pool: _Pool, facts: ProjectFacts, *, blocker: str, quota: int, answered: Collection[int]
) -> NeedLines:
    relevant = sorted(pool.lines, key=lambda line: (-round(line.score, 6), line.offer.code))
    waiting = [line for line in relevant if line.offer.pk not in answered]
    lines = [line for line in waiting if not line.refused]
    first = [line for line in lines if line.score >= weights.FIRST_BAND][:quota]
    rest = lines[len(first) :]
    return NeedLines(
        need=need,
        blocker=blocker,
        first=tuple(first),
        useful=tuple(line for line in rest if line.score >= weights.USEFUL_BAND),
        explore=tuple(line for line in rest if line.score < weights.USEFUL_BAND),
        almost=tuple(line for line in waiting if _is_almost(line)),
        empty=None if lines else _empty_state(relevant, pool.strangers, facts),
    )


def _is_almost(line: Line) -> bool:
    return len(line.refused) == 1 and line.refused[0].is_repairable


def _empty_state(lines: list[Line], strangers: list[OfferFacts], facts: ProjectFacts) -> EmptyState:
    if not all(line.refused for line in lines):
        return EmptyState(EmptyReason.ANSWERED, "Vous avez répondu à tout ce que le catalogue propose ici.")
    here = [line for line in lines if not _is_elsewhere(line.criteria)]
    if here:
        sentence = (
            "Des offres ressemblent à votre projet, mais vous ne pouvez pas les demander aujourd’hui. Voici pourquoi."
        )
        details = tuple(
            f"{line.offer.title}\u00a0: {' '.join(criterion.sentence for criterion in line.refused)}" for line in here
        )
        return EmptyState(EmptyReason.ELIGIBILITY, sentence, details)
    if all(_is_elsewhere(criteria_of(offer, facts)) for offer in strangers):
        sentence = "Le catalogue n’a rien pour ce territoire. D’autres offres y entreront."
        return EmptyState(EmptyReason.TERRITORY, sentence)
    sentence = "Rien ne ressemble à votre projet. Décrivez-le avec plus de mots, ou choisissez ses thématiques."
    return EmptyState(EmptyReason.RELEVANCE, sentence)


def _is_elsewhere(criteria: Sequence[Criterion]) -> bool:
    return any(criterion.code == "territoire" and criterion.verdict == Verdict.NO for criterion in criteria)
