"""Receive offers that another service gives, and end those that it no longer gives."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from mec.core.db import locked
from mec.core.journal.services import record
from mec.offers.entries import OfferEntry, stored_entry
from mec.offers.enums import EntryAudience, OfferOrigin, OfferStatus, Verb
from mec.offers.index import index_offers
from mec.offers.models import ExternalRecord, Offer
from mec.offers.queries import with_details
from mec.offers.services.writing import Known, known_to, write_offer


@dataclass(frozen=True)
class Incoming:
    """One offer of another service."""

    number: str
    """By which the service knows it."""
    entry: OfferEntry
    record: Mapping[str, Any]
    """Columns of `ExternalRecord`: where it comes from, and what was received."""


@dataclass
class Received:
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    kept: int = 0
    """Corrected by a person since the last time: left as they are."""


@transaction.atomic
def receive_offers(incoming: Sequence[Incoming], *, origin: OfferOrigin, backers: Mapping[str, str]) -> Received:
    """Write the offers that changed; one that was no longer open is open again. A second run writes nothing.

    Without actor; each change is journaled. Raises UnknownTopicError.
    """
    report = Received()
    known = known_to([each.entry for each in incoming], backers, rename=False)
    numbers = [each.number for each in incoming]
    held = with_details(Offer.objects.filter(external__origin=origin, external__number__in=numbers))
    offers = {offer.external.number: offer for offer in locked(held.select_related("backer", "generic", "external"))}
    index_offers(
        [
            each.entry.code
            for each in incoming
            if _receive(each, offers.get(each.number), report, known=known, origin=origin)
        ]
    )
    return report


def _receive(each: Incoming, offer: Offer | None, report: Received, *, known: Known, origin: OfferOrigin) -> bool:
    """Say whether the offer was written."""
    if offer is not None and stored_entry(offer).digest() != offer.loaded_digest:
        report.kept += 1
        _keep_record(offer, each)
        return False
    same = offer is not None and each.entry.digest() == offer.loaded_digest
    if offer is not None and same and offer.status != OfferStatus.ENDED:
        report.unchanged += 1
        _keep_record(offer, each)
        return False
    report.added += offer is None
    report.updated += offer is not None
    reopened = offer is None or offer.status == OfferStatus.ENDED
    target = offer or Offer(code=each.entry.code)
    write_offer(target, each.entry, known=known, origin=origin, status=OfferStatus.PUBLISHED if reopened else None)
    if offer is None:
        ExternalRecord.objects.create(offer=target, origin=origin, number=each.number, **each.record)
    else:
        _keep_record(target, each)
    return True


def _keep_record(offer: Offer, each: Incoming) -> None:
    """Bring what was received up to date, when it changed."""
    held = offer.external
    changed = [name for name, value in each.record.items() if getattr(held, name) != value]
    for name in changed:
        setattr(held, name, each.record[name])
    if changed:
        held.save(update_fields=changed)


@transaction.atomic
def end_offers(
    *, origin: OfferOrigin, still_open: Collection[str] | None = None, numbers: Collection[str] | None = None
) -> int:
    """Mark as no longer open what the service no longer gives, and return how many.

    By the numbers that it still gives, or by those that it says are over.
    """
    published = Offer.objects.filter(external__origin=origin, status=OfferStatus.PUBLISHED)
    gone = [
        offer
        for offer in locked(published.select_related("external").order_by("pk"))
        if (numbers is None or offer.external.number in numbers)
        and (still_open is None or offer.external.number not in still_open)
    ]
    for offer in gone:
        offer.status = OfferStatus.ENDED
        offer.save(update_fields=["status", "updated_at"])
        record(
            None,
            Verb.ENDED,
            offer,
            audience=EntryAudience.PUBLIC,
            from_state=OfferStatus.PUBLISHED,
            to_state=OfferStatus.ENDED,
        )
    index_offers([offer.code for offer in gone])
    return len(gone)
