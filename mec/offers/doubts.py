"""What makes an offer doubtful on a given day, from what is stored of it."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from mec.offers.calendar import contradictions, dates_of, standing_of
from mec.offers.enums import FlagCode, Need, Recurrence
from mec.offers.models import LinkCheck, Offer
from mec.offers.queries import is_dead, links_of

LONGEST_DETAIL = 500


class Doubt(NamedTuple):
    code: FlagCode
    detail: str = ""


def doubts_of(offer: Offer, today: date) -> list[Doubt]:
    """Return what is doubtful of an offer that comes from `offers_to_flag`, each once; no query."""
    found = (
        *_of_dates(offer, today),
        *_of_places(offer),
        *_missing(offer),
        *_of_sources(offer),
        *_of_links(offer),
    )
    return list(dict.fromkeys(Doubt(code, detail[:LONGEST_DETAIL]) for code, detail in found))


def _of_dates(offer: Offer, today: date) -> Iterator[Doubt]:
    dates = dates_of(offer)
    for sentence in contradictions(dates):
        yield Doubt(FlagCode.DATES, sentence)
    if dates.recurrence == Recurrence.PERMANENT and dates.closes_on is not None and dates.closes_on < today:
        yield Doubt(FlagCode.STALE_DEADLINE)
    if standing_of(dates, today).is_closed:
        yield Doubt(FlagCode.CLOSED_SESSION)


def _of_places(offer: Offer) -> Iterator[Doubt]:
    perimeters = list(offer.perimeters.all())
    for perimeter in (*perimeters, *offer.zonings.all()):
        if not perimeter.known:
            yield Doubt(FlagCode.PERIMETER, perimeter.name)
    if not (offer.national or perimeters or offer.territories.all()):
        yield Doubt(FlagCode.PERIMETER, "La source ne dit pas où elle est ouverte.")


def _missing(offer: Offer) -> Iterator[Doubt]:
    lacking = (
        ("qui peut la demander", not (offer.beneficiaries.all() or offer.other_audiences)),
        ("un lien", not offer.url),
        ("une description", not offer.description.strip()),
        ("combien elle paie", offer.need == Need.FUNDING and not _says_money(offer)),
    )
    for name, lacks in lacking:
        if lacks:
            yield Doubt(FlagCode.MISSING, name)


def _says_money(offer: Offer) -> bool:
    numbers = (
        offer.rate_min,
        offer.rate_max,
        offer.amount_min,
        offer.amount_max,
        offer.loan_amount,
        offer.advance_amount,
    )
    return bool(offer.money_note) or any(number is not None for number in numbers)


def _of_sources(offer: Offer) -> Iterator[Doubt]:
    for annex in offer.annexes.all():
        if not annex.url:
            yield Doubt(FlagCode.ANNEX, annex.label)
    record = getattr(offer, "external", None)
    for value in record.unplaced if record else ():
        yield Doubt(FlagCode.UNREAD_VALUE, str(value))


def _of_links(offer: Offer) -> Iterator[Doubt]:
    checks: dict[str, LinkCheck] = {check.url: check for check in offer.link_checks.all()}
    for url in links_of(offer):
        if url in checks and is_dead(checks[url]):
            yield Doubt(FlagCode.DEAD_LINK, url)
