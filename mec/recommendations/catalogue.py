"""The published offers as a match reads them, kept by each process until the catalogue changes."""

from dataclasses import dataclass

from mec.offers.queries import CatalogueVersion, catalogue_version, offers_for_matching
from mec.recommendations.facts import OfferFacts, offer_facts
from mec.recommendations.relevance import Index


@dataclass(frozen=True)
class Catalogue:
    version: CatalogueVersion
    offers: tuple[OfferFacts, ...]
    index: Index


_kept: list[Catalogue] = []
"""At most one. Replaced whole: a thread that reads meanwhile sees the former one or the next."""


def current_catalogue() -> Catalogue:
    """Return the catalogue as it is now: one query, and six more when it changed since this process last read it."""
    version = catalogue_version()
    known = next(iter(_kept), None)
    if known is None or known.version != version:
        offers = tuple(offer_facts(offer) for offer in offers_for_matching())
        known = Catalogue(version, offers, Index(offers))
        _kept[:] = [known]
    return known


def forget_catalogue() -> None:
    """Have the next match read the database again."""
    _kept.clear()
