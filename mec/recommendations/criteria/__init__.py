"""May this project have it? One verdict per criterion, with the sentence that says why.

An unknown fact is "à vérifier", with the question to ask, never a "non".
"""

from mec.offers.facts import OfferFacts
from mec.recommendations.criteria.applicants import beneficiary, competence, competence_key, condition_key, population
from mec.recommendations.criteria.criterion import Criterion
from mec.recommendations.criteria.places import perimeter_key, territory, zoning, zoning_key
from mec.recommendations.criteria.undertakings import (
    WORKS_BEGUN,
    calendar,
    closing_of,
    cost,
    expenses,
    phase,
    requirement_key,
    requirements,
    works,
)
from mec.recommendations.facts import ProjectFacts

__all__ = ["WORKS_BEGUN", "Criterion", "answer_keys", "closing_of", "criteria_of"]


def criteria_of(offer: OfferFacts, facts: ProjectFacts) -> tuple[Criterion, ...]:
    """Return the verdicts that bear on this offer, the decisive ones first."""
    return (
        territory(offer, facts),
        beneficiary(offer, facts),
        *population(offer, facts),
        *zoning(offer, facts),
        *calendar(offer, facts),
        *phase(offer, facts),
        *expenses(offer, facts),
        *cost(offer, facts),
        *works(offer, facts),
        *competence(offer, facts),
        *requirements(offer, facts),
    )


def answer_keys(offer: OfferFacts) -> frozenset[str]:
    """Return every key under which `ProjectFacts.answers` may bear on this offer."""
    asking = (
        (bool(offer.perimeters) and not offer.national, perimeter_key(offer)),
        (bool(offer.zonings), zoning_key(offer)),
        (offer.before_works, WORKS_BEGUN),
        (bool(offer.competence), competence_key(offer)),
        (any(row.condition for row in offer.beneficiaries), condition_key(offer)),
        *((True, requirement_key(offer, rank)) for rank in range(1, len(offer.requirements) + 1)),
    )
    return frozenset(key for asks, key in asking if asks)
