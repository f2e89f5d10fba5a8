"""The published offers as a match reads them, kept by each process until the catalogue changes."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from mec.core.search.postings import postings_among
from mec.core.search.weighing import Source, weigh
from mec.offers.arrays import Flags, OfferIndex
from mec.offers.enums import Need
from mec.offers.facts import OfferFacts
from mec.offers.index import OfferText, source_of
from mec.offers.shelf import Shelf, current_shelf, forget_shelf
from mec.recommendations.merits import Merits
from mec.recommendations.peers import Feedback, feedback_before
from mec.recommendations.sieve import Sieve

_MARK_LENGTH = 32


@dataclass(frozen=True)
class Catalogue:
    """Offers in the order of the rows of `index`."""

    shelf: Shelf
    day: date | None = None
    """When `feedback` was read."""
    feedback: Mapping[int, Feedback] = field(default_factory=dict)
    sieve: Sieve = field(init=False)
    merits: Merits = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sieve", Sieve(self.shelf))
        object.__setattr__(self, "merits", Merits(self.shelf, self.feedback))

    @property
    def offers(self) -> Sequence[OfferFacts]:
        return self.shelf.offers

    @property
    def index(self) -> OfferIndex:
        return self.shelf.index

    def mark(self, today: date) -> str:
        """Return what tells this catalogue on a day from another: its offers, and which of them are closed then."""
        closed = self.shelf.closed(today).tobytes()
        return hashlib.sha256(repr(self.shelf.version).encode() + closed).hexdigest()[:_MARK_LENGTH]

    def serving(self, need: Need) -> Flags:
        return self.shelf.column("need").get(need, self.shelf.nobody())


def catalogue_of(offers: Iterable[OfferFacts], *, feedback: Mapping[int, Feedback] | None = None) -> Catalogue:
    """Return a catalogue of offers that no table holds; their order changes nothing."""
    found = sorted(offers, key=lambda offer: offer.pk)
    documents = {offer.pk: weigh(source_of_facts(offer)) for offer in found}
    shelf = Shelf(tuple(found), _index=OfferIndex(postings_among(documents)))
    return Catalogue(shelf, feedback=feedback or {})


_kept: list[Catalogue] = []
"""At most one. Replaced whole: a thread that reads meanwhile sees the former one or the next."""


def current_catalogue() -> Catalogue:
    """Return the catalogue as it is now, with what projects had made of it when the day began.

    One query; one more on another day, fourteen when the catalogue changed since it was last read.
    """
    shelf, today = current_shelf(), timezone.localdate()
    known = next(iter(_kept), None)
    if known is None or known.shelf is not shelf or known.day != today:
        known = Catalogue(shelf, day=today, feedback=feedback_before(today))
        _kept[:] = [known]
    return known


def forget_catalogue() -> None:
    """Have the next match read the database again."""
    _kept.clear()
    forget_shelf()


def source_of_facts(offer: OfferFacts) -> Source:
    """Return what the index holds of an offer that no table holds."""
    text = OfferText(
        title=offer.title,
        summary=offer.summary,
        description=offer.description,
        eligibility=offer.eligibility,
        examples=offer.examples,
        backer=offer.backer,
        topics=offer.topics,
    )
    return source_of(offer.pk, text)
