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
from mec.taxonomy.models import Topic
from mec.taxonomy.queries import topics_by_code
from mec.territories.models import Territory
from mec.territories.queries import territories_by_code


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
    waiting: list[str] = field(default_factory=list)
    """Kept for territories that are not loaded yet: put off until they are, never shown as open elsewhere."""

    def __str__(self) -> str:
        return (
            f"offres : {len(self.added)} ajoutées, {len(self.updated)} modifiées, {len(self.unchanged)} inchangées, "
            f"{len(self.withdrawn)} retirées, {len(self.kept)} gardées telles que corrigées dans le service"
            + (f", {len(self.waiting)} en attente de leurs territoires" if self.waiting else "")
        )


@dataclass(frozen=True)
class _Known:
    """What the entries name, read once for the whole catalogue."""

    backers: dict[str, Backer]
    topics: dict[str, Topic]
    territories: dict[tuple[str, str], Territory]
    """(kind, code) → territory."""


@transaction.atomic
def load_catalogue(*, catalogue: Catalogue | None = None) -> CatalogueReport:
    """Bring the offers in line with the shipped catalogue; a second run writes nothing.

    An offer is recognised by its code. One that no longer matches what the loader last wrote was corrected by a person:
    it is left alone and reported. One that left the file is withdrawn; only a person publishes a withdrawn offer again.
    One kept for territories that are not loaded waits for them.
    Offers that never came from a file (no digest) are not touched. Runs from a command, without actor; each change is
    journaled. Raises UnknownTopicError.
    """
    catalogue = catalogue or shipped_catalogue()
    report = CatalogueReport()
    known = _known(catalogue)
    loaded = {offer.code: offer for offer in locked(with_details(Offer.objects.all()))}
    for entry in catalogue.offers:
        _load_entry(entry, loaded.get(entry.code), known=known, report=report)
    _withdraw_missing(loaded, catalogue, report)
    index_offers([*report.added, *report.updated, *report.withdrawn])
    return report


def _known(catalogue: Catalogue) -> _Known:
    keys = {key for entry in catalogue.offers for key in entry.territory_keys}
    return _Known(
        backers=_load_backers(catalogue),
        topics=topics_by_code({code for entry in catalogue.offers for code in entry.topics}),
        territories=territories_by_code(keys),
    )


def _load_entry(entry: OfferEntry, offer: Offer | None, *, known: _Known, report: CatalogueReport) -> None:
    if offer is not None and stored_entry(offer).digest() != offer.loaded_digest:
        report.kept.append(entry.code)
    elif offer is not None and entry.digest() == offer.loaded_digest:
        report.unchanged.append(entry.code)
    elif not entry.territory_keys <= known.territories.keys():
        report.waiting.append(entry.code)
    else:
        (report.added if offer is None else report.updated).append(entry.code)
        _write(offer or Offer(code=entry.code), entry, known=known)


def _load_backers(catalogue: Catalogue) -> dict[str, Backer]:
    return {
        code: Backer.objects.update_or_create(code=code, defaults={"name": name})[0]
        for code, name in catalogue.backers.items()
    }


def _write(offer: Offer, entry: OfferEntry, *, known: _Known) -> None:
    if missing := set(entry.topics) - known.topics.keys():
        raise UnknownTopicError(f"{entry.code} : {', '.join(sorted(missing))}")
    before = offer.status if offer.pk else ""
    for name in PLAIN_FIELDS:
        setattr(offer, name, getattr(entry, name))
    offer.backer = known.backers[entry.backer]
    offer.status = offer.status if before else OfferStatus.PUBLISHED
    offer.loaded_digest = entry.digest()
    offer.save()
    _write_lines(offer, entry, known=known)
    verb = Verb.UPDATED if before else Verb.ADDED
    record(None, verb, offer, audience=EntryAudience.PUBLIC, from_state=before, to_state=offer.status)


def _write_lines(offer: Offer, entry: OfferEntry, *, known: _Known) -> None:
    offer.topics.set([known.topics[code] for code in entry.topics])
    offer.territories.set([known.territories[key] for key in entry.territory_keys])
    offer.phases.all().delete()
    offer.beneficiaries.all().delete()
    offer.requirements.all().delete()
    OfferPhase.objects.bulk_create(OfferPhase(offer=offer, phase=phase) for phase in entry.phases)
    Beneficiary.objects.bulk_create(Beneficiary(offer=offer, **asdict(row)) for row in entry.beneficiaries)
    Requirement.objects.bulk_create(
        Requirement(offer=offer, position=position, **asdict(row)) for position, row in enumerate(entry.requirements)
    )


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
