"""Load the catalogue that ships with the product."""

from dataclasses import dataclass, field

from django.db import transaction

from mec.core.db import locked
from mec.core.journal.services import record
from mec.offers.catalogue import Catalogue, shipped_catalogue
from mec.offers.entries import OfferEntry, stored_entry
from mec.offers.enums import EntryAudience, OfferOrigin, OfferStatus, Verb
from mec.offers.index import index_offers
from mec.offers.models import Offer
from mec.offers.queries import with_details
from mec.offers.services.writing import Known, known_to, link_generics, write_offer


@dataclass
class CatalogueReport:
    """Codes of the offers, by what became of them."""

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    """Corrected by a person in the service since the last load: left as they are."""
    waiting: list[str] = field(default_factory=list)
    """Kept for places that are not loaded yet: put off until they are, never shown as open elsewhere."""

    def __str__(self) -> str:
        counts = f"{len(self.added)} ajoutées, {len(self.updated)} modifiées, {len(self.unchanged)} inchangées"
        waiting = f", {len(self.waiting)} en attente de leurs territoires" if self.waiting else ""
        kept = f"{len(self.kept)} gardées telles que corrigées dans le service"
        return f"offres\u00a0: {counts}, {len(self.withdrawn)} retirées, {kept}{waiting}"


@transaction.atomic
def load_catalogue(*, catalogue: Catalogue | None = None) -> CatalogueReport:
    """Bring the offers in line with the shipped catalogue; a second run writes nothing.

    An offer is recognised by its code. One that no longer matches what the loader last wrote was corrected by a person:
    it is left alone and reported. One that left the file is withdrawn; only a person publishes a withdrawn offer again.
    One kept for territories or perimeters that are not loaded waits for them.
    Offers that never came from the catalogue are not touched. Runs from a command, without actor; each change is
    journaled. Raises UnknownTopicError.
    """
    catalogue = catalogue or shipped_catalogue()
    report = CatalogueReport()
    known = known_to(catalogue.offers, catalogue.backers)
    shipped = Offer.objects.filter(origin=OfferOrigin.CATALOGUE)
    loaded = {offer.code: offer for offer in locked(with_details(shipped))}
    for entry in catalogue.offers:
        _load_entry(entry, loaded.get(entry.code), known=known, report=report)
    written = {*report.added, *report.updated}
    link_generics(entry for entry in catalogue.offers if entry.code in written)
    _withdraw_missing(loaded, catalogue, report)
    index_offers([*report.added, *report.updated, *report.withdrawn])
    return report


def _load_entry(entry: OfferEntry, offer: Offer | None, *, known: Known, report: CatalogueReport) -> None:
    if offer is not None and stored_entry(offer).digest() != offer.loaded_digest:
        report.kept.append(entry.code)
    elif offer is not None and entry.digest() == offer.loaded_digest:
        report.unchanged.append(entry.code)
    elif not known.holds_places_of(entry):
        report.waiting.append(entry.code)
    else:
        (report.added if offer is None else report.updated).append(entry.code)
        write_offer(offer or Offer(code=entry.code), entry, known=known, origin=OfferOrigin.CATALOGUE)


def _withdraw_missing(known: dict[str, Offer], catalogue: Catalogue, report: CatalogueReport) -> None:
    listed = {entry.code for entry in catalogue.offers}
    for offer in known.values():
        if offer.code in listed or not offer.loaded_digest or offer.status == OfferStatus.WITHDRAWN:
            continue
        if stored_entry(offer).digest() != offer.loaded_digest:
            report.kept.append(offer.code)
            continue
        before = offer.status
        offer.status = OfferStatus.WITHDRAWN
        offer.save(update_fields=["status", "updated_at"])
        record(
            None,
            Verb.WITHDRAWN,
            offer,
            audience=EntryAudience.PUBLIC,
            from_state=before,
            to_state=OfferStatus.WITHDRAWN,
        )
        report.withdrawn.append(offer.code)
