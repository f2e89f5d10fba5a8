"""Reads: what helps a project."""

from mec.offers.queries import offers_for_matching
from mec.recommendations.facts import ProjectFacts, offer_facts
from mec.recommendations.matching import Recommendations, match


def recommend(facts: ProjectFacts) -> Recommendations:
    """Return the published offers that can move a project, by need and by band, each with its reasons.

    A constant number of queries, whatever the number of offers; nothing is stored.
    """
    return match(facts, [offer_facts(offer) for offer in offers_for_matching()])
