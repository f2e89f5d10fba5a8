"""An aid of Aides-territoires as an offer of ours, with every value that found no place."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.text import slugify

from mec.clients.aides_territoires import Aid
from mec.core.text import clean_html, fold, plain_text
from mec.core.ui.french import PARIS
from mec.integrations.aides_territoires import words
from mec.integrations.aides_territoires.places import Places, Where
from mec.offers.entries import BeneficiaryEntry, OfferEntry, OtherBackerEntry, money
from mec.offers.enums import BackerRole, Need, OfferForm, OfferKind
from mec.taxonomy.enums import Phase

SOURCE = "Aides-territoires"
LONGEST_SUMMARY = 300
LONGEST_URL = 700
_NOBODY = "Porteur non précisé"
_FUNDING = {OfferForm.GRANT, OfferForm.LOAN, OfferForm.ADVANCE, OfferForm.CEE, OfferForm.OTHER}
_ENGINEERING = {OfferForm.TECHNICAL, OfferForm.FINANCIAL, OfferForm.LEGAL}
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")
_HUNDRED = Decimal(100)
_MOST = Decimal(10) ** 12
_is_url = URLValidator(schemes=["http", "https"])


@dataclass(frozen=True)
class Mapped:
    entry: OfferEntry
    backers: dict[str, str]
    """Code → name of everyone whom the entry names."""
    where: Where
    data_url: str = ""
    """Where the service itself read it."""
    unplaced: tuple[str, ...] = ()
    """"field : value" for what no list of ours holds, or what cannot be true."""


@dataclass
class _Notes:
    """What was read of one aid and found no place."""

    lines: list[str] = field(default_factory=list)

    def unplaced(self, name: str, values: Iterable[object]) -> None:
        self.lines += [f"{name}\u00a0: {value}" for value in values]

    def cut(self, name: str, value: str, length: int) -> str:
        if len(value) > length:
            self.unplaced(name, [f"{value[:60]}… ({len(value)} signes, coupé à {length})"])
        return value[:length]

    def url(self, name: str, value: str) -> str:
        if not value:
            return ""
        try:
            _is_url(value)
        except ValidationError:
            self.unplaced(name, [value[:100]])
            return ""
        if len(value) > LONGEST_URL:
            self.unplaced(name, [f"{value[:100]}… ({len(value)} signes)"])
            return ""
        return value

    def rates(self, aid: Aid) -> tuple[Decimal | None, Decimal | None]:
        low, high = aid.subvention_rate_lower_bound, aid.subvention_rate_upper_bound
        bounds = [value for value in (low, high) if value is not None]
        if any(not 0 <= value <= _HUNDRED for value in bounds) or (low and high and low > high):
            self.unplaced("subvention_rate", [f"de {low} à {high}"])
            return None, None
        # The service writes 0 for a bound that nobody gave.
        return (_percentage(low), _percentage(high))

    def amount(self, name: str, value: Decimal | None) -> Decimal | None:
        if value is None or not value:
            return None
        if not 0 < value < _MOST:
            self.unplaced(name, [value])
            return None
        return money(value)


def offer_from(aid: Aid, *, places: Places, site: str) -> Mapped:
    """Return the offer; `site` is the public site, for the address of the sheet."""
    notes = _Notes()
    where = places.find(aid.perimeter, aid.perimeter_scale, aid.perimeter_id) if aid.perimeter else Where()
    if aid.perimeter and not where.placed:
        notes.unplaced("perimeter", [f"{aid.perimeter} {aid.perimeter_scale}".strip()])
    backers = {_code(name): name for name in (*aid.financers, *aid.instructors)} or {_code(_NOBODY): _NOBODY}
    entry = OfferEntry(
        code=f"at-{aid.id}",
        slug=f"{slugify(aid.name)[:100].strip('-')}-{aid.id}".strip("-"),
        kind=OfferKind.AID,
        title=notes.cut("name", aid.name, 255),
        short_title=notes.cut("short_title", aid.short_title, 80),
        initial_name=notes.cut("name_initial", aid.name_initial, 255),
        backer=next(iter(backers)),
        national=where.national,
        territories=where.territories,
        perimeters=(where.perimeter,) if where.perimeter else (),
        is_call=bool(aid.is_call_for_project),
        is_charged=bool(aid.is_charged),
        programmes=tuple(sorted(set(aid.programs))),
        project_references=tuple(sorted(set(aid.project_references))),
        opens_on=aid.start_date,
        predeposit_on=aid.predeposit_date,
        closes_on=aid.submission_deadline,
        **_texts(aid),
        **_lists(aid, notes),
        **_values(aid, notes),
        **_source(aid, site),
    )
    notes.unplaced("champ illisible", aid.problems)
    data_url = notes.url("import_data_url", aid.import_data_url)
    return Mapped(entry, backers, where, data_url, tuple(notes.lines))


def _texts(aid: Aid) -> dict[str, Any]:
    description = clean_html(aid.description)
    return {
        "rich": True,
        "summary": _summary(description) or aid.name[:LONGEST_SUMMARY],
        "description": description,
        "eligibility": clean_html(aid.eligibility),
        "examples": clean_html(aid.project_examples),
        "contact_details": clean_html(aid.contact),
    }


def _lists(aid: Aid, notes: _Notes) -> dict[str, Any]:
    (kinds, others), unknown = words.placed(aid.targeted_audiences, words.AUDIENCES, words.OTHER_AUDIENCES)
    notes.unplaced("targeted_audiences", unknown)
    if unknown and not kinds:
        # A name that we do not know may be that of collectivités: nobody is refused for it.
        others = ()
    (forms,), unknown = words.placed(aid.aid_types, words.FORMS)
    notes.unplaced("aid_types", unknown)
    (destinations,), unknown = words.placed(aid.destinations, words.DESTINATIONS)
    notes.unplaced("destinations", unknown)
    topics, unknown = words.topics_of(aid.categories)
    notes.unplaced("categories", unknown)
    return {
        "beneficiaries": tuple(BeneficiaryEntry(kind) for kind in kinds),
        "other_audiences": others,
        "forms": forms,
        "need": _need(forms),
        "destinations": destinations,
        "topics": topics,
        "other_backers": _others(aid),
        **_stages(aid, notes),
    }


def _stages(aid: Aid, notes: _Notes) -> dict[str, Any]:
    (stages,), unknown = words.placed(aid.mobilization_steps, words.STAGES)
    notes.unplaced("mobilization_steps", unknown)
    phases = tuple(stage for stage in stages if stage != words.USE)
    serves_use = words.USE in stages
    return {"phases": phases or ((Phase.OPERATION.value,) if serves_use else ()), "serves_use": serves_use}


def _values(aid: Aid, notes: _Notes) -> dict[str, Any]:
    low, high = notes.rates(aid)
    (recurrences,), unknown = words.placed(filter(None, [aid.recurrence]), words.RECURRENCES)
    notes.unplaced("recurrence", unknown)
    (scopes,), unknown = words.placed(filter(None, [aid.european_aid]), words.SCOPES)
    notes.unplaced("european_aid", unknown)
    return {
        "rate_min": low,
        "rate_max": high,
        "money_note": notes.cut("subvention_comment", aid.subvention_comment, 300),
        "loan_amount": notes.amount("loan_amount", aid.loan_amount),
        "advance_amount": notes.amount("recoverable_advance_amount", aid.recoverable_advance_amount),
        "recurrence": next(iter(recurrences), ""),
        "european": next(iter(scopes), ""),
        "url": notes.url("origin_url", aid.origin_url),
        "application_url": notes.url("application_url", aid.application_url),
    }


def _source(aid: Aid, site: str) -> dict[str, Any]:
    return {
        "source_name": SOURCE,
        "source_url": public_url(aid, site),
        "source_date": _day(aid.date_updated or aid.date_created),
    }


def public_url(aid: Aid, site: str) -> str:
    """Return the address of the sheet on the public site; empty when the aid names another place."""
    url = urljoin(site, aid.url or f"/aides/{aid.slug}/")
    return url[:LONGEST_URL] if urlsplit(url).netloc == urlsplit(site).netloc else ""


def _day(moment: datetime | None) -> date:
    return moment.astimezone(PARIS).date() if moment else date(1970, 1, 1)


def _need(forms: Iterable[str]) -> Need:
    """Return what it answers: engineering when it is nothing else."""
    held = set(forms)
    return Need.ENGINEERING if held & _ENGINEERING and not held & _FUNDING else Need.FUNDING


def _others(aid: Aid) -> tuple[OtherBackerEntry, ...]:
    funders = dict.fromkeys(_code(name) for name in aid.financers[1:])
    instructors = dict.fromkeys(_code(name) for name in aid.instructors)
    return (
        *(OtherBackerEntry(code, BackerRole.FUNDER) for code in funders),
        *(OtherBackerEntry(code, BackerRole.INSTRUCTOR) for code in instructors),
    )


def _summary(description: str) -> str:
    """Return the first sentences of a text, as many as fit."""
    text = " ".join(plain_text(description).split())
    if len(text) <= LONGEST_SUMMARY:
        return text
    kept = ""
    for sentence in _SENTENCE_END.split(text):
        if len(kept) + len(sentence) + 1 > LONGEST_SUMMARY:
            break
        kept = f"{kept} {sentence}".strip()
    return kept or f"{text[: LONGEST_SUMMARY - 1].rsplit(' ', 1)[0]}…"


def _percentage(value: Decimal | None) -> Decimal | None:
    return money(value) if value else None


def _code(name: str) -> str:
    return slugify(fold(name))[:60].strip("-") or "porteur"
