"""Write what a person says of an offer; the digest of the loader is left as it is, so that it sees the correction."""

from typing import Any

from django.db import models
from django.utils.text import slugify

from mec.core.text import clean_html, fold
from mec.offers.entries import OfferEntry, stored_entry
from mec.offers.models import Backer, Beneficiary, Offer, OfferPhase
from mec.offers.queries import with_details
from mec.offers.written import PLAIN, PlainFacts, WholeFacts

_CODE_LENGTH = 50


def write_plain(offer: Offer, facts: PlainFacts) -> None:
    """Give an offer its columns and save it; where its texts are HTML, what is written is cleaned as they were."""
    for name in PLAIN:
        setattr(offer, name, getattr(facts, name))
    if offer.rich:
        offer.description = clean_html(facts.description)
    offer.save()


def write_whole(offer: Offer, facts: WholeFacts) -> None:
    """Give an offer all that is said of it, new or not."""
    offer.kind, offer.need, offer.source_name = facts.kind, facts.need, facts.source_name
    offer.backer, offer.national, offer.forms = _backer(facts.backer), facts.national, sorted(facts.forms)
    write_plain(offer, facts.plain)
    offer.topics.set(facts.topics)
    offer.territories.set([] if facts.national else facts.territories)
    OfferPhase.objects.filter(offer=offer).delete()
    OfferPhase.objects.bulk_create(OfferPhase(offer=offer, phase=phase) for phase in facts.phases)
    Beneficiary.objects.filter(offer=offer).delete()
    Beneficiary.objects.bulk_create(Beneficiary(offer=offer, **vars(row)) for row in facts.beneficiaries)


def entry_of(offer: Offer) -> OfferEntry:
    """Return what the tables hold of an offer today."""
    return stored_entry(with_details(Offer.objects.filter(pk=offer.pk)).get())


def changes(before: OfferEntry, after: OfferEntry) -> dict[str, dict[str, Any]]:
    """Return what differs, for the journal: name → before and after."""
    return {
        name: {"before": _plain(value), "after": _plain(getattr(after, name))}
        for name, value in vars(before).items()
        if value != getattr(after, name)
    }


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [vars(row) if hasattr(row, "__dataclass_fields__") else row for row in value]
    return value.value if isinstance(value, models.TextChoices) else value


def _backer(name: str) -> Backer:
    """Return who bears this name, however it is written, or add it."""
    named = Backer.objects.order_by("pk").values_list("pk", "name")
    known = next((pk for pk, held in named if fold(held) == fold(name)), None)
    if known is not None:
        return Backer.objects.get(pk=known)
    code = slugify(name)[:_CODE_LENGTH] or "porteur"
    taken = set(Backer.objects.filter(code__startswith=code).values_list("code", flat=True))
    free = next(code for code in (code, *(f"{code}-{n}" for n in range(2, len(taken) + 3))) if code not in taken)
    return Backer.objects.create(code=free, name=name)
