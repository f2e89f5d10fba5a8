"""May this project have it? One verdict per criterion, with the sentence that says why.

An unknown fact is "à vérifier", with the question to ask, never a "non".
"""

from collections.abc import Iterator
from dataclasses import dataclass

from mec.core.text import fold
from mec.core.ui.french import listed, number
from mec.offers.catalogue import BeneficiaryEntry
from mec.organizations.enums import OrganizationKind
from mec.organizations.names import plural
from mec.recommendations.enums import Verdict
from mec.recommendations.facts import OfferFacts, ProjectFacts
from mec.taxonomy.enums import Phase

_OTHER_OWNERS: dict[tuple[str, str], str] = {
    (OrganizationKind.COMMUNE, OrganizationKind.EPCI): "Votre intercommunalité peut la demander pour ce projet.",
    (OrganizationKind.EPCI, OrganizationKind.COMMUNE): "Une de vos communes peut la demander pour ce projet.",
}
_PHASE_ORDER = tuple(Phase)
_MOST_PLACES_NAMED = 6
"""A perimeter of more places is counted, not named: the page of the offer lists them."""


@dataclass(frozen=True)
class Criterion:
    code: str
    verdict: Verdict
    sentence: str
    question: str = ""
    """What to ask when the verdict is "à vérifier"."""
    gap: str = ""
    """What would turn a "non" into a "oui"; empty when nothing can."""

    @property
    def is_repairable(self) -> bool:
        return self.verdict == Verdict.NO and bool(self.gap)


def criteria_of(offer: OfferFacts, facts: ProjectFacts) -> tuple[Criterion, ...]:
    """Return the verdicts that bear on this offer, the decisive ones first."""
    return (
        _territory(offer, facts),
        _beneficiary(offer, facts),
        *_population(offer, facts),
        *_phase(offer, facts),
        *_requirements(offer, facts),
    )


def _territory(offer: OfferFacts, facts: ProjectFacts) -> Criterion:
    names = listed(list(dict.fromkeys(place.name for place in facts.places)))
    if offer.national:
        proof = f"\u00a0: {names} en fait partie" if len(facts.places) == 1 else ""
        return Criterion("territoire", Verdict.YES, f"Ouverte dans toute la France{proof}.")
    where = _perimeter(offer)
    if not offer.territories:
        question = "Demandez au porteur de l’aide où elle est ouverte."
        return Criterion("territoire", Verdict.UNKNOWN, "La source ne dit pas où elle est ouverte.", question)
    if not facts.places:
        return Criterion(
            "territoire", Verdict.UNKNOWN, f"Réservée à\u00a0: {where}.", "Où se situe votre projet\u00a0?"
        )
    return _local_territory(offer, facts, names, where)


def _perimeter(offer: OfferFacts) -> str:
    names = sorted(offer.territories.values(), key=fold)
    if len(names) > _MOST_PLACES_NAMED:
        return f"{len(names)} territoires, nommés sur sa page"
    return listed(names)


def _local_territory(offer: OfferFacts, facts: ProjectFacts, names: str, where: str) -> Criterion:
    perimeter = offer.territories.keys()
    inside = [place for place in facts.places if place.within & perimeter]
    touching = [place for place in facts.places if (place.within | place.partly_within) & perimeter]
    if len(inside) == len(facts.places):
        verb = "sont" if len(facts.places) > 1 else "est"
        return Criterion("territoire", Verdict.YES, f"{names} {verb} dans son périmètre ({where}).")
    if touching:
        question = "La partie du projet hors du périmètre peut-elle être aidée autrement\u00a0?"
        sentence = f"Une partie seulement de votre projet est dans son périmètre ({where})."
        return Criterion("territoire", Verdict.UNKNOWN, sentence, question)
    return Criterion("territoire", Verdict.NO, f"Réservée à\u00a0: {where}.")


def _beneficiary(offer: OfferFacts, facts: ProjectFacts) -> Criterion:
    if not offer.beneficiaries:
        question = "Demandez au porteur de l’aide si vous pouvez en bénéficier."
        return Criterion("beneficiaire", Verdict.UNKNOWN, "La source ne dit pas qui peut la demander.", question)
    open_to = f"Ouverte aux {listed([plural(row.kind) for row in offer.beneficiaries])}."
    if not facts.owner_kind:
        return Criterion("beneficiaire", Verdict.UNKNOWN, open_to, "Qui porte le projet\u00a0?")
    row = _row_of(offer, facts)
    if row is None:
        sentence = f"{open_to.removesuffix('.')}, pas aux {plural(facts.owner_kind)}."
        gaps = [_OTHER_OWNERS.get((facts.owner_kind, other.kind), "") for other in offer.beneficiaries]
        return Criterion("beneficiaire", Verdict.NO, sentence, gap=next(filter(None, gaps), ""))
    if _condition_applies(row, facts):
        return Criterion("beneficiaire", Verdict.UNKNOWN, row.condition, "Remplissez-vous cette condition\u00a0?")
    return Criterion("beneficiaire", Verdict.YES, f"Ouverte aux {plural(row.kind)}.")


def _condition_applies(row: BeneficiaryEntry, facts: ProjectFacts) -> bool:
    if not row.condition:
        return False
    above = row.condition_above
    if facts.overseas and row.overseas_condition_above is not None:
        above = row.overseas_condition_above
    return above is None or facts.population is None or facts.population > above


def _population(offer: OfferFacts, facts: ProjectFacts) -> Iterator[Criterion]:
    if not facts.owner_kind:
        if any(row.population_min or row.population_max for row in offer.beneficiaries):
            sentence = "Dépend de la population de qui porte le projet."
            yield Criterion("population", Verdict.UNKNOWN, sentence, "Qui porte le projet\u00a0?")
        return
    row = _row_of(offer, facts)
    if row is not None and (row.population_min is not None or row.population_max is not None):
        yield _population_of(row, facts)


def _population_of(row: BeneficiaryEntry, facts: ProjectFacts) -> Criterion:
    low, certain, possible = row.population_min, *_ceilings(row, facts)
    bounds = _bounds(low, certain)
    if facts.population is None:
        return Criterion("population", Verdict.UNKNOWN, bounds, "Combien d’habitants avez-vous\u00a0?")
    bounds_and_yours = f"{bounds} Vous en avez {number(facts.population)}."
    if low is not None and facts.population < low:
        missing = _count(low - facts.population)
        gap = f"Il manque {missing}\u00a0: ajoutez une commune voisine ou passez par un groupement."
        return Criterion("population", Verdict.NO, bounds_and_yours, gap=gap)
    if possible is not None and facts.population > possible:
        return Criterion("population", Verdict.NO, bounds_and_yours)
    if certain is not None and facts.population > certain:
        return Criterion(
            "population", Verdict.UNKNOWN, bounds_and_yours, "Votre collectivité est-elle outre-mer\u00a0?"
        )
    return Criterion("population", Verdict.YES, bounds_and_yours)


def _ceilings(row: BeneficiaryEntry, facts: ProjectFacts) -> tuple[int | None, int | None]:
    """Return the population up to which it is certainly open, and above which it is certainly not."""
    if row.overseas_population_max is None or facts.overseas is False:
        return row.population_max, row.population_max
    if facts.overseas:
        return row.overseas_population_max, row.overseas_population_max
    return row.population_max, row.overseas_population_max


def _bounds(low: int | None, high: int | None) -> str:
    if low is not None and high is not None:
        return f"De {number(low)} à {_count(high)}."
    return f"{_count(low)} au moins." if low is not None else f"{_count(high or 0)} au plus."


def _phase(offer: OfferFacts, facts: ProjectFacts) -> Iterator[Criterion]:
    if not offer.phases or offer.phases == set(_PHASE_ORDER):
        return
    served = [phase for phase in _PHASE_ORDER if phase in offer.phases]
    names = f"{listed([str(phase.label) for phase in served])}"
    made_for = f"Faite pour l’étape {names}." if len(served) == 1 else f"Faite pour les étapes {names}."
    if not facts.phase:
        yield Criterion("etape", Verdict.UNKNOWN, made_for, "Où en est votre projet\u00a0?")
    elif facts.phase in offer.phases:
        yield Criterion("etape", Verdict.YES, made_for)
    else:
        current = _PHASE_ORDER.index(Phase(facts.phase))
        later = [phase for phase in served if _PHASE_ORDER.index(phase) > current]
        gap = f"À demander quand le projet sera à l’étape {later[0].label}." if later else ""
        yield Criterion(
            "etape", Verdict.NO, f"{made_for} Votre projet est à l’étape {Phase(facts.phase).label}.", gap=gap
        )


def _requirements(offer: OfferFacts, facts: ProjectFacts) -> Iterator[Criterion]:
    for position, row in enumerate(offer.requirements, start=1):
        if not row.phase or not facts.phase or row.phase == facts.phase:
            yield Criterion(f"condition-{position}", Verdict.UNKNOWN, row.sentence, row.question)


def _row_of(offer: OfferFacts, facts: ProjectFacts) -> BeneficiaryEntry | None:
    return next((row for row in offer.beneficiaries if row.kind == facts.owner_kind), None)


def _count(value: int) -> str:
    return f"{number(value)}\u00a0habitant{'s' if value > 1 else ''}"
