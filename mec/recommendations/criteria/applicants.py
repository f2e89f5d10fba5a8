"""Who asks: the kind of body, its population or that of its group, what it is in charge of."""

from collections.abc import Iterator

from django.utils.text import slugify

from mec.core.ui.french import inhabitants, listed, number
from mec.offers.entries import BeneficiaryEntry
from mec.offers.enums import OtherAudience
from mec.offers.facts import OfferFacts
from mec.organizations.enums import OrganizationKind
from mec.organizations.names import plural
from mec.recommendations.criteria.criterion import Criterion, asked
from mec.recommendations.enums import Verdict
from mec.recommendations.facts import ProjectFacts

_OTHER_OWNERS: dict[tuple[str, str], str] = {
    (OrganizationKind.COMMUNE, OrganizationKind.EPCI): "Votre intercommunalité peut la demander pour ce projet.",
    (OrganizationKind.EPCI, OrganizationKind.COMMUNE): "Une de vos communes peut la demander pour ce projet.",
}
_MET = "Vous avez répondu que oui."
_NOT_MET = "Vous avez répondu que non."


def beneficiary(offer: OfferFacts, facts: ProjectFacts) -> Criterion:
    open_to = _open_to(offer)
    if not open_to:
        question = "Demandez au porteur de l’aide si vous pouvez en bénéficier."
        return Criterion("beneficiaire", Verdict.UNKNOWN, "La source ne dit pas qui peut la demander.", question)
    if not facts.owner_kind:
        return Criterion("beneficiaire", Verdict.UNKNOWN, open_to, "Qui porte le projet\u00a0?")
    row = _row_of(offer, facts)
    if row is None:
        sentence = f"{open_to.removesuffix('.')}, pas aux {plural(facts.owner_kind)}."
        gaps = [_OTHER_OWNERS.get((facts.owner_kind, other.kind), "") for other in offer.beneficiaries]
        return Criterion("beneficiaire", Verdict.NO, sentence, gap=next(filter(None, gaps), ""))
    if _condition_applies(row, facts):
        key = condition_key(offer)
        unknown = Criterion(
            "beneficiaire", Verdict.UNKNOWN, row.condition, "Remplissez-vous cette condition\u00a0?", key=key
        )
        return asked(unknown, answer=facts.answers.get(key), yes=_MET, no=_NOT_MET)
    return Criterion("beneficiaire", Verdict.YES, f"Ouverte aux {plural(row.kind)}.")


def _open_to(offer: OfferFacts) -> str:
    """Return who may ask for it, in words; empty when nobody said."""
    others = [str(OtherAudience(code).label).lower() for code in offer.other_audiences]
    names = [plural(row.kind) for row in offer.beneficiaries] or others
    return f"Ouverte aux {listed(names)}." if names else ""


def condition_key(offer: OfferFacts) -> str:
    return f"{offer.code}:beneficiaire"


def _condition_applies(row: BeneficiaryEntry, facts: ProjectFacts) -> bool:
    if not row.condition:
        return False
    above = row.condition_above
    if facts.overseas and row.overseas_condition_above is not None:
        above = row.overseas_condition_above
    return above is None or facts.population is None or facts.population > above


def population(offer: OfferFacts, facts: ProjectFacts) -> Iterator[Criterion]:
    if not facts.owner_kind:
        if any(row.population_min or row.population_max for row in offer.beneficiaries):
            sentence = "Dépend de la population de qui porte le projet."
            yield Criterion("population", Verdict.UNKNOWN, sentence, "Qui porte le projet\u00a0?")
        return
    row = _row_of(offer, facts)
    if row is not None and (row.population_min is not None or row.population_max is not None):
        yield _population_of(row, facts)


def _counted_population(row: BeneficiaryEntry, facts: ProjectFacts) -> int | None:
    """Return the population that the offer looks at: the group's where it counts, else the owner's."""
    if row.of_group and facts.group_population is not None:
        return facts.group_population
    return facts.population


def _population_of(row: BeneficiaryEntry, facts: ProjectFacts) -> Criterion:
    low, certain, possible = row.population_min, *_ceilings(row, facts)
    bounds, people = _bounds(row, certain), _counted_population(row, facts)
    if people is None:
        return Criterion("population", Verdict.UNKNOWN, bounds, "Combien d’habitants avez-vous\u00a0?")
    bounds_and_yours = f"{bounds} {_yours(row, facts)} {number(people)}."
    if low is not None and people < low:
        return Criterion("population", Verdict.NO, bounds_and_yours, gap=_missing(row, low - people))
    if possible is not None and people > possible:
        return Criterion("population", Verdict.NO, bounds_and_yours)
    if certain is not None and people > certain:
        return Criterion(
            "population", Verdict.UNKNOWN, bounds_and_yours, "Votre collectivité est-elle outre-mer\u00a0?"
        )
    return Criterion("population", Verdict.YES, bounds_and_yours)


def _yours(row: BeneficiaryEntry, facts: ProjectFacts) -> str:
    alone = facts.group_population is None or not row.of_group
    return "Vous en avez" if alone else "Votre groupement en a"


def _missing(row: BeneficiaryEntry, count: int) -> str:
    if row.of_group:
        return f"Il manque {inhabitants(count)}\u00a0: associez d’autres collectivités au projet."
    return f"Il manque {inhabitants(count)}\u00a0: ajoutez une commune voisine ou passez par un groupement."


def _ceilings(row: BeneficiaryEntry, facts: ProjectFacts) -> tuple[int | None, int | None]:
    """Return the population up to which it is certainly open, and above which it is certainly not."""
    if row.overseas_population_max is None or facts.overseas is False:
        return row.population_max, row.population_max
    if facts.overseas:
        return row.overseas_population_max, row.overseas_population_max
    return row.population_max, row.overseas_population_max


def _bounds(row: BeneficiaryEntry, high: int | None) -> str:
    low, group = row.population_min, ", groupement compris" if row.of_group else ""
    if low is not None and high is not None:
        return f"De {number(low)} à {inhabitants(high)}{group}."
    if low is not None:
        return f"{inhabitants(low)} au moins{group}."
    return f"{inhabitants(high or 0)} au plus{group}."


def competence(offer: OfferFacts, facts: ProjectFacts) -> Iterator[Criterion]:
    if offer.competence:
        key = competence_key(offer)
        sentence = f"Demande d’exercer la compétence «\u00a0{offer.competence}\u00a0»."
        unknown = Criterion("competence", Verdict.UNKNOWN, sentence, "L’exercez-vous\u00a0?", key=key)
        gap = "La collectivité qui l’exerce peut la demander."
        yield asked(unknown, answer=facts.answers.get(key), yes=_MET, no=_NOT_MET, gap=gap)


def competence_key(offer: OfferFacts) -> str:
    return f"competence:{slugify(offer.competence)}"


def _row_of(offer: OfferFacts, facts: ProjectFacts) -> BeneficiaryEntry | None:
    return next((row for row in offer.beneficiaries if row.kind == facts.owner_kind), None)
