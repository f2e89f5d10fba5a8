"""The list of help as its page shows it: every choice is an address, with how many offers it leaves."""

from dataclasses import dataclass, replace

from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from mec.core.text import Fragment, excerpt, highlight
from mec.offers.enums import Need, OfferKind
from mec.offers.finding import Finding, Wanted
from mec.offers.models import Offer
from mec.organizations.names import plural
from mec.taxonomy.referential import TopicEntry, label_of, referential
from mec.web.aids.facts import beneficiaries_of

LONGEST_TEXT = 200
_PAGE_DIGITS = 6
_EXCERPT = 160


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    selected: bool


@dataclass(frozen=True)
class Chip:
    """A choice made, and the address that takes it back."""

    label: str
    url: str


@dataclass(frozen=True)
class Line:
    offer: Offer
    title: list[Fragment]
    name: list[Fragment]
    """By which people speak of it: "DETR"; empty when it has no other name than its title."""
    summary: list[Fragment]
    passage: list[Fragment]
    """Of the description, when the words stand there and neither in the title nor in the summary."""
    beneficiaries: str


@dataclass(frozen=True)
class Listing:
    wanted: Wanted
    total: int
    number: int
    pages: int
    lines: list[Line]
    needs: list[Option]
    topics: list[Option]
    chips: list[Chip]
    is_services: bool
    """Services alone: who comes and helps, without the aids that pay."""
    path: str
    reset_url: str
    previous_url: str
    next_url: str


def wanted_from(data: QueryDict, *, kind: str = "") -> Wanted:
    """Read what the address asks for, among the offers of a kind.

    A need or a thématique that does not exist asks for nothing.
    """
    need, topic = data.get("besoin", ""), data.get("thematique", "")
    return Wanted(
        text=data.get("q", "").strip()[:LONGEST_TEXT],
        need=need if need in Need.values else "",
        kind=kind,
        topic=topic if any(entry.code == topic for entry in referential().topics) else "",
    )


def page_number(data: QueryDict) -> int:
    digits = data.get("page", "")[:_PAGE_DIGITS]
    return int(digits) if digits.isdecimal() else 1


def listing(wanted: Wanted, found: Finding) -> Listing:
    return Listing(
        wanted=wanted,
        total=found.total,
        number=found.number,
        pages=found.pages,
        lines=[_line(offer, found.terms.get(offer.pk, ())) for offer in found.offers],
        needs=[_option(need, need.label, found.needs.get(need, 0), wanted.need) for need in _needs(wanted)],
        topics=_topics(wanted, found),
        chips=_chips(wanted),
        is_services=wanted.kind == OfferKind.SERVICE,
        path=_path(wanted),
        reset_url=_path(wanted),
        previous_url=_url(wanted, found.number - 1) if found.number > 1 else "",
        next_url=_url(wanted, found.number + 1) if found.number < found.pages else "",
    )


def _option(value: str, label: str, count: int, chosen: str) -> Option:
    return Option(value, f"{label} ({count})", value == chosen)


def _topics(wanted: Wanted, found: Finding) -> list[Option]:
    """Return the themes that leave something, and what is chosen even if it leaves nothing."""
    options = []
    for entry in referential().topics:
        chosen = entry.code == wanted.topic
        count = _count(entry, wanted, found)
        if chosen or (count and not entry.parent):
            options.append(_option(entry.code, entry.label, count, wanted.topic))
    return options


def _count(entry: TopicEntry, wanted: Wanted, found: Finding) -> int:
    return found.total if entry.code == wanted.topic else found.themes.get(entry.code, found.everywhere)


def _chips(wanted: Wanted) -> list[Chip]:
    labels = {
        "text": f"«\u00a0{wanted.text}\u00a0»" if wanted.text else "",
        "need": str(Need(wanted.need).label) if wanted.need else "",
        "topic": label_of(wanted.topic) if wanted.topic else "",
    }
    return [Chip(label, _url(replace(wanted, **{name: ""}))) for name, label in labels.items() if label]


def _url(wanted: Wanted, number: int = 1) -> str:
    chosen = {"q": wanted.text, "besoin": wanted.need, "thematique": wanted.topic, "page": number if number > 1 else ""}
    query = urlencode({name: value for name, value in chosen.items() if value})
    return f"{_path(wanted)}{'?' if query else ''}{query}"


def _path(wanted: Wanted) -> str:
    return reverse("aids:services" if wanted.kind == OfferKind.SERVICE else "aids:list")


def _needs(wanted: Wanted) -> list[Need]:
    """Return the needs to choose among: a service never pays."""
    return [need for need in Need if wanted.kind != OfferKind.SERVICE or need != Need.FUNDING]


def _line(offer: Offer, terms: tuple[str, ...]) -> Line:
    title, name, summary = (highlight(text, terms) for text in (offer.title, offer.short_title, offer.summary))
    passage: list[Fragment] = []
    if terms and not any(fragment.matched for fragment in (*title, *name, *summary)):
        passage = excerpt(offer.description, terms, length=_EXCERPT)
    shown = any(fragment.matched for fragment in passage)
    kinds = ", ".join(plural(row.kind) for row in beneficiaries_of(offer))
    return Line(offer, title, name, summary, passage if shown else [], kinds)
