"""Verbs of the catalogue."""

from dataclasses import asdict, dataclass, field

from django.db import transaction

from mec.core.db import locked
from mec.core.journal.services import record
from mec.offers.catalogue import PLAIN_FIELDS, Catalogue, OfferEntry, shipped_catalogue, stored_entry
from mec.offers.enums import EntryAudience, OfferStatus, Verb
from mec.offers.index import index_offers
from mec.offers.models import Backer, Beneficiary, Offer, OfferPhase, Requirement
from mec.offers.queries import with_details
from mec.taxonomy.queries import topics_by_code


class UnknownTopicError(Exception):
    """An offer names a thématique that the table does not hold: the thématiques are loaded first."""


@dataclass
class CatalogueReport:
    """Codes of the offers, by what became of them."""

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    """Corrected by a person in the service since the last load: left as they are."""

    def __str__(self) -> str:
        return (
            f"offres : {len(self.added)} ajoutées, {len(self.updated)} modifiées, {len(self.unchanged)} inchangées, "
            f"{len(self.withdrawn)} retirées, {len(self.kept)} gardées telles que corrigées dans le service"
        )


@transaction.atomic
def load_catalogue(*, catalogue: Catalogue | None = None) -> CatalogueReport:
    """Bring the offers in line with the shipped catalogue; a second run writes nothing.

    An offer is recognised by its code. One that no longer matches what the loader last wrote was corrected by a person:
    it is left alone and reported. One that left the file is withdrawn; only a person publishes a withdrawn offer again.
    Offers that never came from a file (no digest) are not touched. Runs from a command, without actor; each change is
    journaled. Raises UnknownTopicError.
    """
    catalogue = catalogue or shipped_catalogue()
    report = CatalogueReport()
    backers = _load_backers(catalogue)
    loaded = locked(with_details(Offer.objects.all()))
    known = {offer.code: offer for offer in loaded}
    for entry in catalogue.offers:
        offer = known.get(entry.code)
        if offer is None:
            _write(Offer(code=entry.code), entry, backers=backers)
            report.added.append(entry.code)
        elif stored_entry(offer).digest() != offer.loaded_digest:
            report.kept.append(entry.code)
        elif entry.digest() != offer.loaded_digest:
            _write(offer, entry, backers=backers)
            report.updated.append(entry.code)
        else:
            report.unchanged.append(entry.code)
    _withdraw_missing(known, catalogue, report)
    index_offers([*report.added, *report.updated, *report.withdrawn])
    return report


def _load_backers(catalogue: Catalogue) -> dict[str, Backer]:
    return {
        code: Backer.objects.update_or_create(code=code, defaults={"name": name})[0]
        for code, name in catalogue.backers.items()
    }


def _write(offer: Offer, entry: OfferEntry, *, backers: dict[str, Backer]) -> None:
    topics = topics_by_code(set(entry.topics))
    if missing := set(entry.topics) - topics.keys():
        raise UnknownTopicError(f"{entry.code} : {', '.join(sorted(missing))}")
    before = offer.status if offer.pk else ""
    for name in PLAIN_FIELDS:
        setattr(offer, name, getattr(entry, name))
    offer.backer = backers[entry.backer]
    offer.status = offer.status if before else OfferStatus.PUBLISHED
    offer.loaded_digest = entry.digest()
    offer.save()
    offer.topics.set(topics.values())
    offer.phases.all().delete()
    offer.beneficiaries.all().delete()
    offer.requirements.all().delete()
    OfferPhase.objects.bulk_create(OfferPhase(offer=offer, phase=phase) for phase in entry.phases)
    Beneficiary.objects.bulk_create(Beneficiary(offer=offer, **asdict(row)) for row in entry.beneficiaries)
    Requirement.objects.bulk_create(
        Requirement(offer=offer, position=position, **asdict(row)) for position, row in enumerate(entry.requirements)
    )
    verb = Verb.UPDATED if before else Verb.ADDED
    record(None, verb, offer, audience=EntryAudience.PUBLIC, from_state=before, to_state=offer.status)


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
