"""An offer as a file or another service gives it, in the shape that the tables hold; and the same, read back."""

import hashlib
import json
from dataclasses import asdict, dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.text import slugify

from mec.offers.models import Offer


@dataclass(frozen=True)
class BeneficiaryEntry:
    kind: str
    population_min: int | None = None
    population_max: int | None = None
    overseas_population_max: int | None = None
    condition: str = ""
    condition_above: int | None = None
    overseas_condition_above: int | None = None
    of_group: bool = False


@dataclass(frozen=True)
class RequirementEntry:
    sentence: str
    question: str
    phase: str = ""


@dataclass(frozen=True)
class ExpenseEntry:
    kind: str
    included: bool
    note: str = ""


@dataclass(frozen=True)
class SessionEntry:
    name: str
    opens_on: date | None = None
    closes_on: date | None = None
    note: str = ""


@dataclass(frozen=True)
class AwardEntry:
    title: str
    text: str = ""


@dataclass(frozen=True)
class AnnexEntry:
    label: str
    url: str = ""


@dataclass(frozen=True)
class OtherBackerEntry:
    backer: str
    role: str


@dataclass(frozen=True)
class OfferEntry:
    """Everything that is written of an offer; codes for what other tables hold."""

    code: str
    kind: str
    need: str
    title: str
    backer: str
    summary: str
    source_name: str
    source_date: date
    slug: str = ""
    short_title: str = ""
    description: str = ""
    contact: str = ""
    calendar_note: str = ""
    url: str = ""
    demarche: str = ""
    every_topic: bool = False
    national: bool = False
    rate_min: Decimal | None = None
    rate_max: Decimal | None = None
    amount_min: Decimal | None = None
    amount_max: Decimal | None = None
    money_note: str = ""
    source_url: str = ""
    to_check: str = ""
    territories: tuple[str, ...] = ()
    """Kind and code, when the offer is not national: "departement:974"."""
    topics: tuple[str, ...] = ()
    phases: tuple[str, ...] = ()
    beneficiaries: tuple[BeneficiaryEntry, ...] = ()
    requirements: tuple[RequirementEntry, ...] = ()
    initial_name: str = ""
    rich: bool = False
    eligibility: str = ""
    examples: str = ""
    contact_details: str = ""
    application_url: str = ""
    perimeters: tuple[str, ...] = ()
    zonings: tuple[str, ...] = ()
    generic: str = ""
    """Code of the national offer of which this is the local version."""
    forms: tuple[str, ...] = ()
    destinations: tuple[str, ...] = ()
    other_audiences: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    project_references: tuple[str, ...] = ()
    is_call: bool = False
    is_charged: bool = False
    european: str = ""
    recurrence: str = ""
    opens_on: date | None = None
    predeposit_on: date | None = None
    closes_on: date | None = None
    serves_use: bool = False
    before_works: bool = False
    competence: str = ""
    cost_min: Decimal | None = None
    cost_max: Decimal | None = None
    no_cumul: str = ""
    loan_amount: Decimal | None = None
    advance_amount: Decimal | None = None
    expenses: tuple[ExpenseEntry, ...] = ()
    sessions: tuple[SessionEntry, ...] = ()
    awards: tuple[AwardEntry, ...] = ()
    annexes: tuple[AnnexEntry, ...] = ()
    other_backers: tuple[OtherBackerEntry, ...] = ()

    @property
    def territory_keys(self) -> frozenset[tuple[str, str]]:
        """Return where the offer is open, as (kind, code)."""
        pairs = (territory.partition(":") for territory in self.territories)
        return frozenset((kind, code) for kind, _, code in pairs)

    @property
    def perimeter_codes(self) -> frozenset[str]:
        return frozenset((*self.perimeters, *self.zonings))

    @property
    def backer_codes(self) -> frozenset[str]:
        return frozenset((self.backer, *(row.backer for row in self.other_backers)))

    def digest(self) -> str:
        """Return the SHA-256 of the content, as 64 hexadecimal digits.

        A field that came after the first version counts only when it is filled: what was loaded before it existed is
        still recognised.
        """
        values = {name: value for name, value in asdict(self).items() if value or name not in _LATER_FIELDS}
        for row in values["beneficiaries"]:
            if not row["of_group"]:
                del row["of_group"]
        content = json.dumps(values, sort_keys=True, ensure_ascii=False, cls=DjangoJSONEncoder)
        return hashlib.sha256(content.encode()).hexdigest()


_LATER_FIELDS = frozenset(
    {
        "calendar_note",
        "demarche",
        "territories",
        "initial_name",
        "rich",
        "eligibility",
        "examples",
        "contact_details",
        "application_url",
        "perimeters",
        "zonings",
        "generic",
        "forms",
        "destinations",
        "other_audiences",
        "programmes",
        "project_references",
        "is_call",
        "is_charged",
        "european",
        "recurrence",
        "opens_on",
        "predeposit_on",
        "closes_on",
        "serves_use",
        "before_works",
        "competence",
        "cost_min",
        "cost_max",
        "no_cumul",
        "loan_amount",
        "advance_amount",
        "expenses",
        "sessions",
        "awards",
        "annexes",
        "other_backers",
    }
)

LISTS = ("forms", "destinations", "other_audiences", "programmes", "project_references")
"""Columns that hold a list."""

LONG_TEXTS = ("description", "eligibility", "examples", "contact_details")
"""Columns that hold several lines: plain text, or HTML when the offer is `rich`."""

_ROWS: dict[str, type[Any]] = {
    "beneficiaries": BeneficiaryEntry,
    "requirements": RequirementEntry,
    "expenses": ExpenseEntry,
    "sessions": SessionEntry,
    "awards": AwardEntry,
    "annexes": AnnexEntry,
    "other_backers": OtherBackerEntry,
}
_CODES = ("territories", "perimeters", "zonings", "topics", "phases")
_MONEY = ("rate_min", "rate_max", "amount_min", "amount_max", "cost_min", "cost_max", "loan_amount", "advance_amount")

PLAIN_FIELDS = tuple(
    field.name
    for field in fields(OfferEntry)
    if field.name not in {"code", "backer", "generic", *LISTS, *_CODES, *_ROWS}
)
"""Columns of an offer that an entry fills as they are."""


def read_entry(data: dict[str, Any]) -> OfferEntry:
    """Return the entry for a table of a file; lists in the order in which the tables give them back.

    Raises KeyError or TypeError for a table that lacks a field, or has one that no offer has.
    """
    values = dict(data)
    for name in _MONEY:
        if values.get(name) is not None:
            values[name] = money(Decimal(str(values[name])))
    values["slug"] = values.get("slug") or slugify(values["title"])
    for name in LONG_TEXTS:
        values[name] = values.get(name, "").strip()
    for name in (*_CODES, *LISTS):
        values[name] = tuple(sorted(values.get(name, ())))
    for name, shape in _ROWS.items():
        values[name] = tuple(shape(**row) for row in values.get(name, ()))
    values["beneficiaries"] = _by_kind(values["beneficiaries"])
    values["expenses"] = _by_kind(values["expenses"])
    return OfferEntry(**values)


def stored_entry(offer: Offer) -> OfferEntry:
    """Return what the tables hold of an offer that comes from `with_details`, in the shape of the file."""
    values = {name: getattr(offer, name) for name in PLAIN_FIELDS}
    values |= {name: money(values[name]) for name in _MONEY if values[name] is not None}
    values |= {name: tuple(getattr(offer, name)) for name in LISTS}
    return OfferEntry(
        **values,
        code=offer.code,
        backer=offer.backer.code,
        generic=offer.generic.code if offer.generic else "",
        territories=tuple(sorted(f"{row.kind}:{row.code}" for row in offer.territories.all())),
        perimeters=tuple(sorted(row.code for row in offer.perimeters.all())),
        zonings=tuple(sorted(row.code for row in offer.zonings.all())),
        topics=tuple(sorted(topic.code for topic in offer.topics.all())),
        phases=tuple(sorted(row.phase for row in offer.phases.all())),
        beneficiaries=beneficiaries_of(offer),
        requirements=requirements_of(offer),
        expenses=expenses_of(offer),
        sessions=sessions_of(offer),
        awards=tuple(AwardEntry(row.title, row.text) for row in _placed(offer.award_criteria.all())),
        annexes=tuple(AnnexEntry(row.label, row.url) for row in _placed(offer.annexes.all())),
        other_backers=tuple(
            OtherBackerEntry(row.backer.code, row.role)
            for row in sorted(offer.other_backers.all(), key=lambda row: (row.role, row.position))
        ),
    )


def beneficiaries_of(offer: Offer) -> tuple[BeneficiaryEntry, ...]:
    """Return who may ask for it, by kind."""
    names = [field.name for field in fields(BeneficiaryEntry)]
    return _by_kind(
        BeneficiaryEntry(**{name: getattr(row, name) for name in names}) for row in offer.beneficiaries.all()
    )


def requirements_of(offer: Offer) -> tuple[RequirementEntry, ...]:
    """Return what only a person can confirm, in the order in which it is asked."""
    return tuple(RequirementEntry(row.sentence, row.question, row.phase) for row in _placed(offer.requirements.all()))


def expenses_of(offer: Offer) -> tuple[ExpenseEntry, ...]:
    """Return what it pays and what it refuses to pay, by kind."""
    return _by_kind(ExpenseEntry(row.kind, row.included, row.note) for row in offer.expense_rules.all())


def sessions_of(offer: Offer) -> tuple[SessionEntry, ...]:
    return tuple(SessionEntry(row.name, row.opens_on, row.closes_on, row.note) for row in _placed(offer.sessions.all()))


def money(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"))


def _by_kind(rows: Any) -> tuple[Any, ...]:
    return tuple(sorted(rows, key=lambda row: row.kind))


def _placed(rows: Any) -> list[Any]:
    return sorted(rows, key=lambda row: row.position)
