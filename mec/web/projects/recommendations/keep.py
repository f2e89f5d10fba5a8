"""Keep an offer for a project, from wherever it was found."""

from typing import Any

from mec.offers.models import Offer
from mec.projects.models import Project
from mec.recommendations.enums import RecommendationState
from mec.recommendations.queries import line_of, recommendations_of
from mec.recommendations.reading import facts_of
from mec.recommendations.services import Decision, Shown, decide_offer
from mec.recommendations.weights import VERSION


def keep_offer(project: Project, offer: Offer, *, note: str, actor: Any) -> None:
    """Note the offer as followed, with a word for the team, and what the matching says of it; twice is once.

    Raises StaleVersionError when somebody answers it meanwhile.
    """
    row = recommendations_of(project).filter(offer=offer).first()
    line = line_of(facts_of(project), offer.pk)
    shown = Shown((*line.explanation, *line.met) if line else (), VERSION if line else None)
    decision = Decision(RecommendationState.IN_PROGRESS, note=note or None)
    version = row.version if row else 0
    decide_offer(project, offer, decision=decision, shown=shown, expected_version=version, actor=actor)


def is_kept(project: Project, offer: Offer) -> bool:
    """Say whether people already answered the offer, or were advised it."""
    return recommendations_of(project).filter(offer=offer).exists()
