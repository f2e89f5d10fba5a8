"""The shipped catalogue: offers written and reviewed by us, one entry each, in the shape that the tables hold."""

import hashlib
import json
import tomllib
from dataclasses import asdict, dataclass, fields
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
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

    @property
    def territory_keys(self) -> frozenset[tuple[str, str]]:
        """Return where the offer is open, as (kind, code)."""
        pairs = (territory.partition(":") for territory in self.territories)
        return frozenset((kind, code) for kind, _, code in pairs)

    def digest(self) -> str:
        """Return the SHA-256 of the content, as 64 hexadecimal digits.

        A field of `_ADDED_LATER` counts only when it is filled: what was loaded before it existed is still recognised.
        """
        values = {name: value for name, value in asdict(self).items() if value or name not in _ADDED_LATER}
        content = json.dumps(values, sort_keys=True, ensure_ascii=False, cls=DjangoJSONEncoder)
        return hashlib.sha256(content.encode()).hexdigest()


_ADDED_LATER = ("calendar_note", "demarche", "territories")

_RELATED = ("territories", "topics", "phases", "beneficiaries", "requirements")

PLAIN_FIELDS = tuple(field.name for field in fields(OfferEntry) if field.name not in ("code", "backer", *_RELATED))
"""Columns of an offer that an entry fills as they are."""

_MONEY = ("rate_min", "rate_max", "amount_min", "amount_max")


@dataclass(frozen=True)
class Catalogue:
    backers: dict[str, str]
    """Code → name."""
    offers: tuple[OfferEntry, ...]


class SheetError(Exception):
    """A file of the catalogue cannot be read as it is written: the message names the file and the sheet."""


@cache
def shipped_catalogue() -> Catalogue:
    return read_catalogue(files("mec.offers").joinpath("data"))


def read_catalogue(folder: Traversable) -> Catalogue:
    """Return the catalogue of `backers.toml` and of every file of `offers/`, by name of file; raises SheetError."""
    backers = _parsed(folder.joinpath("backers.toml"))["backers"]
    entries: dict[str, OfferEntry] = {}
    places: dict[str, str] = {}
    sheets = (path for path in folder.joinpath("offers").iterdir() if path.name.endswith(".toml"))
    for path in sorted(sheets, key=lambda path: path.name):
        for data in _parsed(path)["offers"]:
            entry = _read_sheet(data, path.name)
            if entry.code in entries:
                raise SheetError(f"{path.name} : la fiche {entry.code} est déjà dans {places[entry.code]}")
            if entry.backer not in backers:
                raise SheetError(f"{path.name} : {entry.code} cite le porteur inconnu {entry.backer}")
            entries[entry.code], places[entry.code] = entry, path.name
    return Catalogue(backers=backers, offers=tuple(entries.values()))


def _parsed(path: Traversable) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise SheetError(f"{path.name} : {error}") from error


def _read_sheet(data: dict[str, Any], file_name: str) -> OfferEntry:
    try:
        return read_entry(data)
    except (KeyError, TypeError) as error:
        raise SheetError(
            f"{file_name} : {data.get('code', 'une fiche sans code')} est mal remplie ({error})"
        ) from error


def read_entry(data: dict[str, Any]) -> OfferEntry:
    """Return the entry for a table of the file; lists in the order in which the tables give them back."""
    values = dict(data)
    for name in _MONEY:
        if name in values:
            values[name] = _money(Decimal(str(values[name])))
    values["slug"] = values.get("slug") or slugify(values["title"])
    values["description"] = values.get("description", "").strip()
    values["territories"] = tuple(sorted(values.get("territories", ())))
    values["topics"] = tuple(sorted(values.get("topics", ())))
    values["phases"] = tuple(sorted(values.get("phases", ())))
    values["beneficiaries"] = tuple(
        sorted((BeneficiaryEntry(**row) for row in values.get("beneficiaries", ())), key=lambda row: row.kind)
    )
    values["requirements"] = tuple(RequirementEntry(**row) for row in values.get("requirements", ()))
    return OfferEntry(**values)


def stored_entry(offer: Offer) -> OfferEntry:
    """Return what the tables hold of `offer`, in the shape of the file; reads its related rows."""
    values = {name: getattr(offer, name) for name in PLAIN_FIELDS}
    values |= {name: _money(values[name]) for name in _MONEY if values[name] is not None}
    return OfferEntry(
        **values,
        code=offer.code,
        backer=offer.backer.code,
        territories=tuple(sorted(f"{row.kind}:{row.code}" for row in offer.territories.all())),
        topics=tuple(sorted(topic.code for topic in offer.topics.all())),
        phases=tuple(sorted(row.phase for row in offer.phases.all())),
        beneficiaries=beneficiaries_of(offer),
        requirements=requirements_of(offer),
    )


def beneficiaries_of(offer: Offer) -> tuple[BeneficiaryEntry, ...]:
    """Return who may ask for it, by kind."""
    names = [field.name for field in fields(BeneficiaryEntry)]
    rows = sorted(offer.beneficiaries.all(), key=lambda row: row.kind)
    return tuple(BeneficiaryEntry(**{name: getattr(row, name) for name in names}) for row in rows)


def requirements_of(offer: Offer) -> tuple[RequirementEntry, ...]:
    """Return what only a person can confirm, in the order in which it is asked."""
    rows = sorted(offer.requirements.all(), key=lambda row: row.position)
    return tuple(RequirementEntry(row.sentence, row.question, row.phase) for row in rows)


def _money(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"))
