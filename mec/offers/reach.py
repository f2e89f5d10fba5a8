"""Where every offer is open, as arrays: which ones a place may have, for the whole catalogue at once."""

from collections.abc import Iterable, Sequence

import numpy as np

from mec.offers.arrays import Flags
from mec.offers.facts import OfferFacts
from mec.territories.places import Place


class Reach:
    """One row for each offer, in the order given."""

    def __init__(self, offers: Sequence[OfferFacts]) -> None:
        self._size = len(offers)
        self._national = np.fromiter((offer.national for offer in offers), dtype=np.bool_)
        self._anywhere = np.fromiter((_open_anywhere(offer) for offer in offers), dtype=np.bool_)
        self._vague = {row: frozenset(vague) for row, offer in enumerate(offers) if (vague := _vague(offer))}
        self._vague_rows: dict[int, list[int]] = {}
        for row, areas in self._vague.items():
            for pk in areas:
                self._vague_rows.setdefault(pk, []).append(row)
        self._here: dict[int, list[int]] = {}
        self._covering: dict[int, list[int]] = {}
        for row, offer in enumerate(offers):
            for territory in () if offer.national else offer.territories:
                self._here.setdefault(territory, []).append(row)
            for area in () if offer.national else offer.perimeters:
                self._covering.setdefault(area.pk, []).append(row)

    def near(self, places: Iterable[Place]) -> Flags:
        """Say which offers are open in one of the places, were it in part, or may be: all of them without a place."""
        held = list(places)
        if not held:
            return np.ones(self._size, dtype=np.bool_)
        outside = frozenset.intersection(*(place.outside for place in held))
        shut = {row for pk in outside for row in self._vague_rows.get(pk, ()) if self._vague[row] <= outside}
        anywhere = self._anywhere.copy()
        anywhere[list(shut)] = False
        return self._with(anywhere, held)

    def surely_near(self, places: Iterable[Place]) -> Flags:
        """Say which offers are known to be open in one of the places, were it in part."""
        return self._with(self._national, list(places))

    def _with(self, anywhere: Flags, held: Sequence[Place]) -> Flags:
        found = anywhere.copy()
        for outer in {pk for place in held for pk in place.within | place.partly_within}:
            found[self._here.get(outer, [])] = True
        for perimeter in {pk for place in held for pk in place.covered | place.partly_covered}:
            found[self._covering.get(perimeter, [])] = True
        return found


def _open_anywhere(offer: OfferFacts) -> bool:
    """Say whether no place is known to be outside: a perimeter that nobody has filled may hold any."""
    unsaid = not offer.territories and not offer.perimeters
    return offer.national or unsaid or bool(_vague(offer))


def _vague(offer: OfferFacts) -> list[int]:
    """Return the ids of its perimeters that nobody has filled."""
    return [] if offer.national else [area.pk for area in offer.perimeters if not area.known]
