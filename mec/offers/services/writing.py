"""Write offers as entries say, wherever they come from: the one way by which a file or an import reaches the tables."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from mec.core.journal.services import record
from mec.offers.entries import LISTS, PLAIN_FIELDS, OfferEntry
from mec.offers.enums import EntryAudience, OfferOrigin, OfferStatus, Verb
from mec.offers.models import (
    Annex,
    AwardCriterion,
    Backer,
    Beneficiary,
    ExpenseRule,
    Offer,
    OfferBacker,
    OfferPhase,
    OfferSession,
    Requirement,
)
from mec.taxonomy.models import Topic
from mec.taxonomy.queries import topics_by_code
from mec.territories.models import Perimeter, Territory
from mec.territories.queries import perimeters_by_code, territories_by_code


class UnknownTopicError(Exception):
    """An offer names a thématique that the table does not hold: the thématiques are loaded first."""


class UnknownGenericError(Exception):
    """An offer is the local version of one that nothing holds."""


@dataclass(frozen=True)
class Known:
    """What the entries name, read once for all of them."""

    backers: Mapping[str, Backer]
    topics: Mapping[str, Topic]
    territories: Mapping[tuple[str, str], Territory]
    """(kind, code) → territory."""
    perimeters: Mapping[str, Perimeter]

    def holds_places_of(self, entry: OfferEntry) -> bool:
        return entry.territory_keys <= self.territories.keys() and entry.perimeter_codes <= self.perimeters.keys()


def known_to(entries: Iterable[OfferEntry], backers: Mapping[str, str], *, rename: bool = True) -> Known:
    """Read what the entries name, and write the backers, code → name; without `rename` those known keep their name."""
    held = list(entries)
    return Known(
        backers=_backers(backers, rename=rename),
        topics=topics_by_code({code for entry in held for code in entry.topics}),
        territories=territories_by_code({key for entry in held for key in entry.territory_keys}),
        perimeters=perimeters_by_code({code for entry in held for code in entry.perimeter_codes}),
    )


def _backers(names: Mapping[str, str], *, rename: bool) -> dict[str, Backer]:
    known = Backer.objects.in_bulk(list(names), field_name="code")
    for code, name in names.items():
        if code not in known:
            known[code] = Backer.objects.create(code=code, name=name[:200])
        elif rename and known[code].name != name:
            known[code].name = name
            known[code].save(update_fields=["name"])
    return known


def write_offer(
    offer: Offer, entry: OfferEntry, *, known: Known, origin: OfferOrigin, status: OfferStatus | None = None
) -> None:
    """Give an offer what the entry says, and journal it; a new one is published unless `status` says otherwise.

    Raises UnknownTopicError.
    """
    if missing := set(entry.topics) - known.topics.keys():
        raise UnknownTopicError(f"{entry.code}\u00a0: {', '.join(sorted(missing))}")
    before = offer.status if offer.pk else ""
    for name in PLAIN_FIELDS:
        setattr(offer, name, getattr(entry, name))
    for name in LISTS:
        setattr(offer, name, list(getattr(entry, name)))
    offer.backer, offer.origin = known.backers[entry.backer], origin
    offer.status = status or (OfferStatus(before) if before else OfferStatus.PUBLISHED)
    offer.loaded_digest = entry.digest()
    offer.save()
    _write_links(offer, entry, known=known)
    _write_rows(offer, entry, known=known)
    verb = Verb.UPDATED if before else Verb.ADDED
    record(None, verb, offer, audience=EntryAudience.PUBLIC, from_state=before, to_state=offer.status)


def link_generics(entries: Iterable[OfferEntry]) -> None:
    """Tie the local versions to their national model, once all are written; raises UnknownGenericError."""
    for entry in entries:
        if entry.generic and not Offer.objects.filter(code=entry.code).exclude(generic=None).exists():
            model = Offer.objects.filter(code=entry.generic).first()
            if model is None:
                raise UnknownGenericError(f"{entry.code}\u00a0: {entry.generic}")
            Offer.objects.filter(code=entry.code).update(generic=model)


def _write_links(offer: Offer, entry: OfferEntry, *, known: Known) -> None:
    offer.topics.set([known.topics[code] for code in entry.topics])
    offer.territories.set([known.territories[key] for key in entry.territory_keys])
    offer.perimeters.set([known.perimeters[code] for code in entry.perimeters])
    offer.zonings.set([known.perimeters[code] for code in entry.zonings])


def _write_rows(offer: Offer, entry: OfferEntry, *, known: Known) -> None:
    for model in (OfferPhase, Beneficiary, ExpenseRule, Requirement, OfferSession, Annex, OfferBacker):
        model.objects.filter(offer=offer).delete()
    OfferPhase.objects.bulk_create(OfferPhase(offer=offer, phase=phase) for phase in entry.phases)
    Beneficiary.objects.bulk_create(Beneficiary(offer=offer, **asdict(row)) for row in entry.beneficiaries)
    ExpenseRule.objects.bulk_create(ExpenseRule(offer=offer, **asdict(row)) for row in entry.expenses)
    Requirement.objects.bulk_create(Requirement(offer=offer, **each) for each in _placed(entry.requirements))
    OfferSession.objects.bulk_create(OfferSession(offer=offer, **each) for each in _placed(entry.sessions))
    Annex.objects.bulk_create(Annex(offer=offer, **each) for each in _placed(entry.annexes))
    OfferBacker.objects.bulk_create(
        OfferBacker(offer=offer, backer=known.backers[row.backer], role=row.role, position=position)
        for position, row in enumerate(entry.other_backers)
    )
    _write_awards(offer, entry)


def _write_awards(offer: Offer, entry: OfferEntry) -> None:
    """Keep the criterion that stands at each rank: what a collectivité wrote under it must find it again."""
    for each in _placed(entry.awards):
        AwardCriterion.objects.update_or_create(offer=offer, position=each.pop("position"), defaults=each)
    offer.award_criteria.filter(position__gte=len(entry.awards)).delete()


def _placed(rows: Iterable[Any]) -> list[dict[str, Any]]:
    return [{"position": position, **asdict(row)} for position, row in enumerate(rows)]
