"""The hard criteria of every offer as arrays: what refuses a project, for the whole catalogue at once.

It says how many criteria refuse, never why: `criteria` says it of the few offers that are shown. A property test holds
both to the same answer.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from mec.offers.arrays import Flags
from mec.offers.catalogue import BeneficiaryEntry
from mec.recommendations.facts import OfferFacts, ProjectFacts
from mec.taxonomy.enums import Phase

Counts = npt.NDArray[np.int8]


class Sieve:
    """One row for each offer, in the order given."""

    def __init__(self, offers: Sequence[OfferFacts]) -> None:
        self._size = len(offers)
        self._anywhere = flags(offer.national or not offer.territories for offer in offers)
        self._here: dict[int, list[int]] = {}
        self._named = flags(bool(offer.beneficiaries) for offer in offers)
        self._bounds: dict[str, _Bounds] = {}
        self._served: dict[str, Flags] = {
            phase: flags(not offer.phases or phase in offer.phases for offer in offers) for phase in Phase
        }
        self._made_for: dict[str, Flags] = {
            phase: flags(phase in offer.phases and offer.phases != set(Phase) for offer in offers) for phase in Phase
        }
        for row, offer in enumerate(offers):
            for territory in () if offer.national else offer.territories:
                self._here.setdefault(territory, []).append(row)
            for beneficiary in offer.beneficiaries:
                self._bounds.setdefault(beneficiary.kind, _Bounds(self._size)).add(row, beneficiary)

    def elsewhere(self, facts: ProjectFacts) -> Flags:
        """Say which offers are open nowhere that the project is."""
        if not facts.places:
            return np.zeros(self._size, dtype=bool)
        near = self._anywhere.copy()
        for territory in {pk for place in facts.places for pk in place.within | place.partly_within}:
            near[self._here.get(territory, [])] = True
        return ~near

    def refusals(self, facts: ProjectFacts) -> Counts:
        """Return how many criteria of each offer refuse the project."""
        refused = self.elsewhere(facts).astype(np.int8)
        if facts.owner_kind:
            bounds = self._bounds.get(facts.owner_kind, _Bounds(self._size))
            refused += self._named & ~bounds.held
            refused += bounds.refuse(facts)
        if facts.phase:
            refused += ~self._served[facts.phase]
        return refused

    def made_for(self, phase: str) -> Flags:
        """Say which offers are made for a stage and not for all."""
        return self._made_for.get(phase, np.zeros(self._size, dtype=bool))


class _Bounds:
    """Between which populations one kind of body may ask for each offer."""

    def __init__(self, size: int) -> None:
        self.held = np.zeros(size, dtype=bool)
        self._low = np.full(size, -np.inf)
        self._high = np.full(size, np.inf)
        self._overseas = np.full(size, np.inf)

    def add(self, row: int, beneficiary: BeneficiaryEntry) -> None:
        self.held[row] = True
        if beneficiary.population_min is None and beneficiary.population_max is None:
            return
        if beneficiary.population_min is not None:
            self._low[row] = beneficiary.population_min
        if beneficiary.population_max is not None:
            self._high[row] = self._overseas[row] = beneficiary.population_max
        if beneficiary.overseas_population_max is not None:
            self._overseas[row] = beneficiary.overseas_population_max

    def refuse(self, facts: ProjectFacts) -> Flags:
        """Nothing is refused for a population that is not known, nor for a place that may be overseas."""
        if facts.population is None:
            return np.zeros(len(self.held), dtype=bool)
        ceiling = self._high if facts.overseas is False else self._overseas
        found: Flags = self.held & ((facts.population < self._low) | (facts.population > ceiling))
        return found


def flags(values: Iterable[bool]) -> Flags:
    """Return a row for each value."""
    return np.fromiter(values, dtype=bool)
