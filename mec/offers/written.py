"""What a person writes of an offer, in the shape that the services take and the forms show."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

from mec.offers.entries import BeneficiaryEntry
from mec.offers.models import Offer
from mec.taxonomy.models import Topic
from mec.territories.models import Territory


@dataclass(frozen=True)
class PlainFacts:
    """What the team may correct of any offer, wherever it comes from: columns, as they are."""

    title: str
    summary: str
    short_title: str = ""
    description: str = ""
    contact: str = ""
    url: str = ""
    application_url: str = ""
    recurrence: str = ""
    opens_on: date | None = None
    closes_on: date | None = None
    calendar_note: str = ""
    rate_min: Decimal | None = None
    rate_max: Decimal | None = None
    amount_min: Decimal | None = None
    amount_max: Decimal | None = None
    money_note: str = ""
    to_check: str = ""


@dataclass(frozen=True)
class WholeFacts:
    """What is written of an offer that somebody proposes."""

    plain: PlainFacts
    kind: str
    need: str
    backer: str
    """Its name; one that no offer has yet is kept as it is written."""
    source_name: str
    national: bool = True
    territories: Sequence[Territory] = ()
    """Where it is open, when it is not national."""
    forms: Sequence[str] = ()
    phases: Sequence[str] = ()
    topics: Sequence[Topic] = ()
    beneficiaries: Sequence[BeneficiaryEntry] = ()


PLAIN = tuple(field.name for field in fields(PlainFacts))
"""Names of the columns that the team may correct."""


def plain_facts_of(offer: Offer) -> PlainFacts:
    return PlainFacts(**{name: getattr(offer, name) for name in PLAIN})
