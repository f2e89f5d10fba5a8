"""The published offers as a match reads them, kept by each process until the catalogue changes."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from mec.core.search.postings import postings_among
from mec.core.search.weighing import Source, weigh
from mec.offers.arrays import Flags, OfferIndex, offer_index
from mec.offers.enums import Need
from mec.offers.facts import OfferFacts, offer_facts
from mec.offers.index import OfferText, source_of
from mec.offers.queries import CatalogueVersion, catalogue_version, offers_for_matching
from mec.recommendations.sieve import Sieve, flags

Rows = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Catalogue:
    """Offers in the order of the rows of `index`."""

    offers: tuple[OfferFacts, ...]
    index: OfferIndex
    version: CatalogueVersion | None = None
    """None for offers that no table holds."""
    sieve: Sieve = field(init=False)
    needs: dict[Need, Flags] = field(init=False)
    every_topic: Flags = field(init=False)
    models: Rows = field(init=False)
    """Rows of the national models, beside `locals`."""
    locals: Rows = field(init=False)
    """Rows of their local versions."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "sieve", Sieve(self.offers))
        object.__setattr__(self, "needs", {need: flags(offer.need == need for offer in self.offers) for need in Need})
        object.__setattr__(self, "every_topic", flags(offer.every_topic for offer in self.offers))
        rows = {offer.pk: row for row, offer in enumerate(self.offers)}
        pairs = [(rows[offer.generic], row) for row, offer in enumerate(self.offers) if offer.generic in rows]
        object.__setattr__(self, "models", np.array([model for model, _ in pairs], dtype=np.intp))
        object.__setattr__(self, "locals", np.array([local for _, local in pairs], dtype=np.intp))


def catalogue_of(offers: Iterable[OfferFacts]) -> Catalogue:
    """Return a catalogue of offers that no table holds; their order changes nothing."""
    found = sorted(offers, key=lambda offer: offer.pk)
    documents = {offer.pk: weigh(source_of_facts(offer)) for offer in found}
    return Catalogue(tuple(found), OfferIndex(postings_among(documents)))


_kept: list[Catalogue] = []
"""At most one. Replaced whole: a thread that reads meanwhile sees the former one or the next."""


def current_catalogue() -> Catalogue:
    """Return the catalogue as it is now: one query, and thirteen more when it changed since it was last read."""
    version = catalogue_version()
    known = next(iter(_kept), None)
    if known is None or known.version != version:
        offers = sorted((offer_facts(offer) for offer in offers_for_matching()), key=lambda offer: offer.pk)
        known = Catalogue(tuple(offers), offer_index(offer.pk for offer in offers), version)
        _kept[:] = [known]
    return known


def forget_catalogue() -> None:
    """Have the next match read the database again."""
    _kept.clear()


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
