"""A published offer as plain values: what the searches and the matchings keep of it in memory."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils import timezone

from mec.offers.calendar import Dates, dates_of
from mec.offers.entries import (
    BeneficiaryEntry,
    ExpenseEntry,
    RequirementEntry,
    beneficiaries_of,
    expenses_of,
    requirements_of,
)
from mec.offers.models import Offer
from mec.territories.models import Perimeter


@dataclass(frozen=True)
class Area:
    """A perimeter as a criterion names it."""

    pk: int
    code: str
    name: str
    known: bool = True


@dataclass(frozen=True)
class OfferFacts:
    pk: int
    code: str
    slug: str
    kind: str
    need: str
    title: str
    backer: str
    """Name of who stands behind it."""
    backer_code: str = ""
    short_title: str = ""
    """By which people speak of it: "DETR"; empty when it has no other name than its title."""
    summary: str = ""
    description: str = ""
    rich: bool = False
    """The description is HTML."""
    money: str = ""
    """How much, in words; empty when no source says."""
    to_check: str = ""
    contact: str = ""
    """To whom one speaks, in words: "Le CAUE de votre département"; empty when no source says."""
    every_topic: bool = False
    national: bool = False
    territories: dict[int, str] = field(default_factory=dict)
    """Id → name."""
    perimeters: tuple[Area, ...] = ()
    """Where it is also open."""
    zonings: tuple[Area, ...] = ()
    """It is for what lies in one of them; none: no condition."""
    generic: int | None = None
    """Id of the national offer of which it is the local version."""
    eligibility: str = ""
    """As `examples`, of an offer that no table holds: those of the others are read in the index."""
    examples: str = ""
    forms: tuple[str, ...] = ()
    destinations: tuple[str, ...] = ()
    other_audiences: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    is_call: bool = False
    is_charged: bool = False
    european: str = ""
    origin: str = ""
    published_on: date | None = None
    """When it entered the catalogue."""
    dates: Dates = field(default_factory=Dates)
    expenses: tuple[ExpenseEntry, ...] = ()
    cost_min: Decimal | None = None
    cost_max: Decimal | None = None
    serves_use: bool = False
    """It also helps a project that is finished."""
    before_works: bool = False
    competence: str = ""
    topics: dict[str, str] = field(default_factory=dict)
    """Code → label."""
    phases: frozenset[str] = frozenset()
    """Empty: every stage."""
    beneficiaries: tuple[BeneficiaryEntry, ...] = ()
    requirements: tuple[RequirementEntry, ...] = ()


def offer_facts(offer: Offer) -> OfferFacts:
    """Return the facts of an offer read by `offers_for_matching`; no further query."""
    return OfferFacts(
        pk=offer.pk,
        code=offer.code,
        slug=offer.slug,
        kind=offer.kind,
        need=offer.need,
        title=offer.title,
        backer=offer.backer.name,
        backer_code=offer.backer.code,
        short_title=offer.short_title,
        summary=offer.summary,
        description=offer.description,
        rich=offer.rich,
        money=offer.money,
        to_check=offer.to_check,
        contact=offer.contact,
        every_topic=offer.every_topic,
        national=offer.national,
        territories={territory.pk: territory.name for territory in offer.territories.all()},
        perimeters=tuple(_area(row) for row in offer.perimeters.all()),
        zonings=tuple(_area(row) for row in offer.zonings.all()),
        generic=offer.generic_id,
        forms=tuple(offer.forms),
        destinations=tuple(offer.destinations),
        other_audiences=tuple(offer.other_audiences),
        programmes=tuple(offer.programmes),
        is_call=offer.is_call,
        is_charged=offer.is_charged,
        european=offer.european,
        origin=offer.origin,
        published_on=timezone.localdate(offer.created_at),
        dates=dates_of(offer),
        expenses=expenses_of(offer),
        cost_min=offer.cost_min,
        cost_max=offer.cost_max,
        serves_use=offer.serves_use,
        before_works=offer.before_works,
        competence=offer.competence,
        topics={topic.code: topic.label for topic in offer.topics.all()},
        phases=frozenset(row.phase for row in offer.phases.all()),
        beneficiaries=beneficiaries_of(offer),
        requirements=requirements_of(offer),
    )


def _area(row: Perimeter) -> Area:
    return Area(row.pk, row.code, row.name, row.known)
