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
        return self._with(self._anywhere, held) if held else np.ones(self._size, dtype=np.bool_)

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
    return offer.national or unsaid or not all(area.known for area in offer.perimeters)
