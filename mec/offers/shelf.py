"""The published offers in memory, kept by each process until the catalogue changes, with a column for each filter."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np

from mec.core.text import fold
from mec.offers.arrays import Flags, OfferIndex, Rows, offer_index
from mec.offers.calendar import Standing, standing_of
from mec.offers.facts import OfferFacts
from mec.offers.models import Offer
from mec.offers.queries import CatalogueVersion, catalogue_version, published_offers
from mec.offers.reach import Reach
from mec.offers.reading import facts_of_offers
from mec.organizations.enums import OrganizationKind
from mec.taxonomy.enums import Phase
from mec.taxonomy.referential import referential

Column = Mapping[str, Flags]
_PARENTS = {entry.code: entry.parent for entry in referential().topics if entry.parent}
_NEVER = date.max.toordinal()


def _topics(offer: OfferFacts) -> Iterable[str]:
    """Return the thématiques of an offer and the themes that hold them."""
    return {*offer.topics, *(_PARENTS[code] for code in offer.topics if code in _PARENTS)}


def _beneficiaries(offer: OfferFacts) -> Iterable[str]:
    """Return who may ask for it: anybody, when the source does not say."""
    return [row.kind for row in offer.beneficiaries] or (() if offer.other_audiences else OrganizationKind.values)


COLUMNS: dict[str, Callable[[OfferFacts], Iterable[str]]] = {
    "need": lambda offer: (offer.need,),
    "kind": lambda offer: (offer.kind,),
    "topic": _topics,
    "form": lambda offer: offer.forms,
    "phase": lambda offer: offer.phases or Phase.values,
    "audience": _beneficiaries,
    "backer": lambda offer: (offer.backer_code,),
    "programme": lambda offer: offer.programmes,
    "recurrence": lambda offer: filter(None, (offer.dates.recurrence,)),
    "call": lambda offer: ("oui",) if offer.is_call else (),
    "free": lambda offer: () if offer.is_charged else ("oui",),
    "european": lambda offer: ("oui",) if offer.european else (),
}
"""Name of a filter → the values that an offer has under it."""


@dataclass(frozen=True)
class _Day:
    """Where the offers stand on a day."""

    standings: Sequence[Standing]

    @cached_property
    def closed(self) -> Flags:
        return np.fromiter((each.is_closed for each in self.standings), dtype=np.bool_)

    @cached_property
    def deadlines(self) -> Rows:
        return np.fromiter(
            (_NEVER if each.is_closed or each.until is None else each.until.toordinal() for each in self.standings),
            dtype=np.intp,
        )


@dataclass(frozen=True)
class Shelf:
    """Offers in the order of their ids, one row each."""

    offers: Sequence[OfferFacts]
    version: CatalogueVersion | None = None
    _index: OfferIndex | None = field(default=None, compare=False, repr=False)
    """Of offers that no table holds."""
    _columns: dict[str, Column] = field(default_factory=dict, compare=False, repr=False)
    _days: dict[date, _Day] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def index(self) -> OfferIndex:
        """The words of the offers, a row each. Three queries the first time."""
        return self._index or offer_index(offer.pk for offer in self.offers)

    @cached_property
    def rows(self) -> dict[int, int]:
        """Id → row."""
        return {offer.pk: row for row, offer in enumerate(self.offers)}

    @cached_property
    def reach(self) -> Reach:
        return Reach(self.offers)

    @cached_property
    def every_topic(self) -> Flags:
        return np.fromiter((offer.every_topic for offer in self.offers), dtype=np.bool_)

    @cached_property
    def backers(self) -> dict[str, str]:
        """Code → name of those who stand behind an offer."""
        return {offer.backer_code: offer.backer for offer in self.offers}

    @cached_property
    def by_title(self) -> Rows:
        """Rank of each row among the titles, as a dictionary orders them."""
        return self._ranks(lambda offer: (fold(offer.title), offer.pk))

    @cached_property
    def by_code(self) -> Rows:
        """Rank of each row among the codes."""
        return self._ranks(lambda offer: offer.code)

    @cached_property
    def by_publication(self) -> Rows:
        """The most recent first."""
        days = [(offer.published_on or date.min).toordinal() for offer in self.offers]
        return -np.array(days, dtype=np.intp)

    @cached_property
    def generics(self) -> tuple[Rows, Rows]:
        """Return rows of national models, and those of their local versions beside."""
        pairs = [(self.rows[each.generic], row) for row, each in enumerate(self.offers) if each.generic in self.rows]
        models, versions = zip(*pairs, strict=True) if pairs else ((), ())
        return np.array(models, dtype=np.intp), np.array(versions, dtype=np.intp)

    def column(self, name: str) -> Column:
        """Return, for each value that some offer has under a filter, which ones have it."""
        if name not in self._columns:
            held: dict[str, list[int]] = {}
            for row, offer in enumerate(self.offers):
                for value in COLUMNS[name](offer):
                    held.setdefault(value, []).append(row)
            self._columns[name] = {value: self._flags(rows) for value, rows in held.items()}
        return self._columns[name]

    def nobody(self) -> Flags:
        return np.zeros(len(self.offers), dtype=np.bool_)

    def standings(self, today: date) -> Sequence[Standing]:
        """Return where each offer stands on a day; the last day asked for is kept."""
        return self._on(today).standings

    def closed(self, today: date) -> Flags:
        return self._on(today).closed

    def deadlines(self, today: date) -> Rows:
        """Return the last day of each open offer, as an ordinal; the last of all for what does not end."""
        return self._on(today).deadlines

    def _on(self, today: date) -> _Day:
        found = self._days.get(today)
        if found is None:
            found = _Day(tuple(standing_of(offer.dates, today) for offer in self.offers))
            self._days.clear()
            self._days[today] = found
        return found

    def _ranks(self, key: Callable[[OfferFacts], Any]) -> Rows:
        order = sorted(range(len(self.offers)), key=lambda row: key(self.offers[row]))
        ranks = np.empty(len(order), dtype=np.intp)
        ranks[order] = np.arange(len(order))
        return ranks

    def _flags(self, rows: Sequence[int]) -> Flags:
        found = self.nobody()
        found[list(rows)] = True
        return found


_kept: list[Shelf] = []
"""At most one. Replaced whole: a thread that reads meanwhile sees the former one or the next."""


def current_shelf() -> Shelf:
    """Return the published offers as they are now: one query, and ten more when they changed since the last time."""
    version = catalogue_version()
    known = next(iter(_kept), None)
    if known is None or known.version != version:
        known = Shelf(tuple(facts_of_offers(published_offers())), version)
        _kept[:] = [known]
    return known


def facts_of_offer(offer: Offer) -> OfferFacts:
    """Return the facts of one offer, published or not: one query, ten more for one that is not on the shelf."""
    shelf = current_shelf()
    row = shelf.rows.get(offer.pk)
    return facts_of_offers(Offer.objects.filter(pk=offer.pk))[0] if row is None else shelf.offers[row]


def forget_shelf() -> None:
    """Have the next one who asks read the database again."""
    _kept.clear()
