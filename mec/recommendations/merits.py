"""What a good adviser weighs beside the subject: how near, how soon, how much, and what others made of it.

Small points, for offers that already resemble the project: they order those that resemble it as much.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from mec.offers.arrays import Scores
from mec.offers.enums import OfferForm
from mec.offers.facts import OfferFacts
from mec.offers.shelf import Shelf
from mec.recommendations import weights
from mec.recommendations.facts import ProjectFacts
from mec.recommendations.peers import Feedback
from mec.territories.enums import TerritoryKind

NEAR_SCALES = frozenset(
    (
        *(TerritoryKind.COMMUNE, TerritoryKind.EPCI, TerritoryKind.EPT),
        *(TerritoryKind.ARRONDISSEMENT, TerritoryKind.DEPARTEMENT),
    )
)
_LOANS = frozenset((OfferForm.LOAN, OfferForm.ADVANCE))


class Merits:
    """One row for each offer, in the order of the shelf."""

    def __init__(self, shelf: Shelf, feedback: Mapping[int, Feedback]) -> None:
        self._shelf = shelf
        offers = shelf.offers
        self._steady: Scores = np.array(
            [nearness(offer) + of_peers(feedback.get(offer.pk, Feedback())) for offer in offers], dtype=np.float64
        )
        self._rate = _column([offer.rate_max if _gives(offer) else None for offer in offers]) / 100
        self._ceiling = _column([offer.amount_max if _gives(offer) else None for offer in offers])
        self._soon: dict[date, Scores] = {}

    def points(self, facts: ProjectFacts) -> Scores:
        return self._steady + self._soon_on(facts.today) + weights.RATE_POINTS * self.share(facts)

    def _soon_on(self, today: date) -> Scores:
        if today not in self._soon:
            left = self._shelf.deadlines(today) - today.toordinal()
            self._soon = {today: np.where(left <= weights.SOON_DAYS, weights.SOON_POINTS, 0.0)}
        return self._soon[today]

    def share(self, facts: ProjectFacts) -> Scores:
        """Return which share of the cost each offer gives at most, from 0 to 1; 0 when nobody says."""
        cost = float(facts.cost or 0)
        capped = self._ceiling / cost if cost else np.full(len(self._ceiling), np.nan)
        found: Scores = np.nan_to_num(np.fmin(np.fmin(self._rate, capped), 1.0), nan=0.0)
        return np.where(np.isnan(self._rate) & np.isnan(capped), 0.0, found)


def nearness(offer: OfferFacts) -> float:
    """Return the points of an offer made for a place: a département or smaller, then a région."""
    if offer.scale in NEAR_SCALES:
        return weights.LOCAL_POINTS
    return weights.REGIONAL_POINTS if offer.scale == TerritoryKind.REGION else 0.0


def of_peers(feedback: Feedback) -> float:
    """Return the points that other projects give, against it when more set it aside; a few of them weigh little."""
    said = feedback.followed + feedback.off_topic
    return weights.PEERS_POINTS * (feedback.followed - feedback.off_topic) / (said + weights.PEERS_CAUTION)


def _gives(offer: OfferFacts) -> bool:
    """Say whether what it pays is not to be paid back."""
    return not offer.forms or not _LOANS.issuperset(offer.forms)


def _column(values: list[Decimal | None]) -> npt.NDArray[np.float64]:
    return np.array([np.nan if value is None else float(value) for value in values])
