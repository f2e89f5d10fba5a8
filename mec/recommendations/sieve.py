"""The hard criteria of every offer as arrays: what refuses a project, for the whole catalogue at once.

It says how many criteria refuse, never why: `criteria` says it of the few offers that are shown. A property test holds
both to the same answer.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from mec.offers.arrays import Flags
from mec.offers.entries import BeneficiaryEntry
from mec.offers.facts import Area, OfferFacts
from mec.offers.shelf import Shelf
from mec.recommendations.criteria import answer_keys, criteria_of
from mec.recommendations.criteria.places import PERIMETER_KEYS, territory, zoning
from mec.recommendations.enums import Verdict
from mec.recommendations.facts import ProjectFacts
from mec.taxonomy.enums import ExpenseKind, Phase

Counts = npt.NDArray[np.int8]
_BITS = {kind.value: 1 << rank for rank, kind in enumerate(ExpenseKind)}


class Sieve:
    """One row for each offer, in the order of the shelf."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf, self._offers = shelf, shelf.offers
        offers = self._offers
        self._size = len(offers)
        self._named = flags(bool(offer.beneficiaries or offer.other_audiences) for offer in offers)
        self._bounds: dict[str, _Bounds] = {}
        self._served: dict[str, Flags] = {
            phase: flags(not offer.phases or phase in offer.phases for offer in offers) for phase in Phase
        }
        self._staged = flags(bool(offer.phases) for offer in offers)
        self._serves_use = flags(offer.serves_use for offer in offers)
        self._made_for: dict[str, Flags] = {
            phase: flags(phase in offer.phases and offer.phases != set(Phase) for offer in offers) for phase in Phase
        }
        self._cost_min = np.array([_bound(offer.cost_min, -np.inf) for offer in offers])
        self._cost_max = np.array([_bound(offer.cost_max, np.inf) for offer in offers])
        self._not_paid = np.array([_not_paid(offer) for offer in offers], dtype=np.int32)
        for row, offer in enumerate(offers):
            for beneficiary in offer.beneficiaries:
                if beneficiary.kind not in self._bounds:
                    self._bounds[beneficiary.kind] = _Bounds(self._size)
                self._bounds[beneficiary.kind].add(row, beneficiary)
        self._read_zonings(offers)
        self._read_questions(offers)

    def _read_zonings(self, offers: Sequence[OfferFacts]) -> None:
        self._zoned: dict[tuple[Area, ...], list[int]] = {}
        for row, offer in enumerate(offers):
            if offer.zonings:
                self._zoned.setdefault(offer.zonings, []).append(row)

    def _read_questions(self, offers: Sequence[OfferFacts]) -> None:
        """Say of each key under which an answer may come which offers ask for it."""
        self._asking: dict[str, list[int]] = {}
        for row, offer in enumerate(offers):
            for key in answer_keys(offer):
                self._asking.setdefault(key, []).append(row)

    def elsewhere(self, facts: ProjectFacts) -> Flags:
        """Say which offers are open nowhere that the project is."""
        if not facts.places:
            return np.zeros(self._size, dtype=bool)
        near = self._shelf.reach.near(facts.places)
        for row in self._asked_by(key for key in facts.answers if key.startswith(PERIMETER_KEYS)):
            near[row] = territory(self._offers[row], facts).verdict != Verdict.NO
        return ~near

    def refusals(self, facts: ProjectFacts) -> Counts:
        """Return how many criteria of each offer refuse the project."""
        refused = self.elsewhere(facts).astype(np.int8)
        if facts.owner_kind:
            bounds = self._bounds.get(facts.owner_kind, _Bounds(self._size))
            refused += self._named & ~bounds.held
            refused += bounds.refuse(facts)
        late = self._staged & ~self._serves_use if facts.finished else np.zeros(self._size, dtype=bool)
        refused += late | ~self._served[facts.phase] if facts.phase else late
        if facts.cost is not None:
            refused += (float(facts.cost) < self._cost_min) | (float(facts.cost) > self._cost_max)
        if facts.expense_kinds:
            planned = sum(_BITS[kind] for kind in facts.expense_kinds)
            refused += (planned & ~self._not_paid) == 0
        refused += self._shelf.closed(facts.today)
        self._add_zonings(refused, facts)
        self._add_answers(refused, facts)
        return refused

    def _add_zonings(self, refused: Counts, facts: ProjectFacts) -> None:
        for rows in self._zoned.values():
            found = next(zoning(self._offers[rows[0]], facts), None)
            if found is not None and found.verdict == Verdict.NO:
                refused[rows] += 1

    def _add_answers(self, refused: Counts, facts: ProjectFacts) -> None:
        """Count anew the offers that an answer bears on: few, so their criteria are read one by one."""
        for row in self._asked_by(facts.answers):
            verdicts = (found.verdict for found in criteria_of(self._offers[row], facts))
            refused[row] = sum(verdict == Verdict.NO for verdict in verdicts)

    def _asked_by(self, keys: Iterable[str]) -> set[int]:
        return {row for key in keys for row in self._asking.get(key, ())}

    def serving_stage(self, phase: str) -> Flags:
        """Say which offers serve a stage; all of them when none is said."""
        return self._served.get(phase, np.ones(self._size, dtype=bool))

    def made_for(self, phase: str) -> Flags:
        """Say which offers are made for a stage and not for all."""
        return self._made_for.get(phase, np.zeros(self._size, dtype=bool))


class _Bounds:
    """Between which populations one kind of body may ask for each offer."""

    def __init__(self, size: int) -> None:
        self.held = np.zeros(size, dtype=bool)
        self._of_group = np.zeros(size, dtype=bool)
        self._low = np.full(size, -np.inf)
        self._high = np.full(size, np.inf)
        self._overseas = np.full(size, np.inf)

    def add(self, row: int, beneficiary: BeneficiaryEntry) -> None:
        self.held[row] = True
        if beneficiary.population_min is None and beneficiary.population_max is None:
            return
        self._of_group[row] = beneficiary.of_group
        if beneficiary.population_min is not None:
            self._low[row] = beneficiary.population_min
        if beneficiary.population_max is not None:
            self._high[row] = self._overseas[row] = beneficiary.population_max
        if beneficiary.overseas_population_max is not None:
            self._overseas[row] = beneficiary.overseas_population_max

    def refuse(self, facts: ProjectFacts) -> Flags:
        """Nothing is refused for a population that is not known (nan), nor for a place that may be overseas."""
        alone = np.nan if facts.population is None else facts.population
        together = alone if facts.group_population is None else facts.group_population
        people = np.where(self._of_group, together, alone)
        ceiling = self._high if facts.overseas is False else self._overseas
        found: Flags = self.held & ((people < self._low) | (people > ceiling))
        return found


def flags(values: Iterable[bool]) -> Flags:
    """Return a row for each value."""
    return np.fromiter(values, dtype=bool)


def _not_paid(offer: OfferFacts) -> int:
    return sum(_BITS[row.kind] for row in offer.expenses if not row.included)


def _bound(value: Decimal | None, otherwise: float) -> float:
    return otherwise if value is None else float(value)
