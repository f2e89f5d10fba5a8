"""The shipped catalogue: offers written and reviewed by us, one entry each, in the shape that the tables hold."""

import hashlib
import json
import tomllib
from dataclasses import asdict, dataclass, fields
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
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


@dataclass(frozen=True)
class RequirementEntry:
    sentence: str
    question: str
    phase: str = ""


@dataclass(frozen=True)
class OfferEntry:
    """Everything that the loader writes of an offer; codes for what other tables hold."""

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
    url: str = ""
    every_topic: bool = False
    national: bool = False
    rate_min: Decimal | None = None
    rate_max: Decimal | None = None
    amount_min: Decimal | None = None
    amount_max: Decimal | None = None
    money_note: str = ""
    source_url: str = ""
    to_check: str = ""
    topics: tuple[str, ...] = ()
    phases: tuple[str, ...] = ()
    beneficiaries: tuple[BeneficiaryEntry, ...] = ()
    requirements: tuple[RequirementEntry, ...] = ()

    def digest(self) -> str:
        """Return the SHA-256 of the content, as 64 hexadecimal digits."""
        content = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False, cls=DjangoJSONEncoder)
        return hashlib.sha256(content.encode()).hexdigest()


PLAIN_FIELDS = tuple(
    field.name
    for field in fields(OfferEntry)
    if field.name not in ("code", "backer", "topics", "phases", "beneficiaries", "requirements")
)
"""Columns of an offer that an entry fills as they are."""

_MONEY = ("rate_min", "rate_max", "amount_min", "amount_max")


@dataclass(frozen=True)
class Catalogue:
    backers: dict[str, str]
    """Code → name."""
    offers: tuple[OfferEntry, ...]


@cache
def shipped_catalogue() -> Catalogue:
    data = tomllib.loads(files("mec.offers").joinpath("data/offers.toml").read_text(encoding="utf-8"))
    return Catalogue(backers=data["backers"], offers=tuple(read_entry(offer) for offer in data["offers"]))


def read_entry(data: dict[str, Any]) -> OfferEntry:
    """Return the entry for a table of the file; lists in the order in which the tables give them back."""
    values = dict(data)
    for name in _MONEY:
        if name in values:
            values[name] = _money(Decimal(str(values[name])))
    values["slug"] = values.get("slug") or slugify(values["title"])
    values["description"] = values.get("description", "").strip()
    values["topics"] = tuple(sorted(values.get("topics", ())))
    values["phases"] = tuple(sorted(values.get("phases", ())))
    values["beneficiaries"] = tuple(
        sorted((BeneficiaryEntry(**row) for row in values.get("beneficiaries", ())), key=lambda row: row.kind)
    )
    values["requirements"] = tuple(RequirementEntry(**row) for row in values.get("requirements", ()))
    return OfferEntry(**values)


def stored_entry(offer: Offer) -> OfferEntry:
    """Return what the tables hold of `offer`, in the shape of the file; reads its related rows."""
    beneficiaries = [
        BeneficiaryEntry(**{field.name: getattr(row, field.name) for field in fields(BeneficiaryEntry)})
        for row in offer.beneficiaries.all()
    ]
    requirements = sorted(offer.requirements.all(), key=lambda row: row.position)
    values = {name: getattr(offer, name) for name in PLAIN_FIELDS}
    values |= {name: _money(values[name]) for name in _MONEY if values[name] is not None}
    return OfferEntry(
        **values,
        code=offer.code,
        backer=offer.backer.code,
        topics=tuple(sorted(topic.code for topic in offer.topics.all())),
        phases=tuple(sorted(row.phase for row in offer.phases.all())),
        beneficiaries=tuple(sorted(beneficiaries, key=lambda row: row.kind)),
        requirements=tuple(RequirementEntry(row.sentence, row.question, row.phase) for row in requirements),
    )


def _money(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"))
