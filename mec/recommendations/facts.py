"""What a match knows: plain values about the project and about each offer."""

from collections.abc import Mapping
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
class Place:
    """A territory of the project and all that contains it, as database ids."""

    pk: int
    name: str
    within: frozenset[int]
    """Ids of the territories that contain it wholly, its own included."""
    partly_within: frozenset[int] = frozenset()
    covered: frozenset[int] = frozenset()
    """Ids of the perimeters that cover it wholly."""
    partly_covered: frozenset[int] = frozenset()


@dataclass(frozen=True)
class ProjectFacts:
    """Empty, None or no element means unknown, and never counts against the project."""

    title: str
    description: str = ""
    phase: str = ""
    """Code of `taxonomy.enums.Phase`."""
    finished: bool = False
    owner_kind: str = ""
    """Code of `OrganizationKind`."""
    places: tuple[Place, ...] = ()
    population: int | None = None
    """Of the owner."""
    group_population: int | None = None
    """Of the owner and of those who carry the project with it, each commune once; None when it is alone."""
    overseas: bool | None = None
    topics: frozenset[str] = frozenset()
    """Codes of the thématiques that people declared."""
    blockers: frozenset[str] = frozenset()
    """Kinds of the open blockers."""
    blocked_by: str = ""
    """What the open blockers say, in people's words."""
    expense_kinds: frozenset[str] = frozenset()
    """Codes of `ExpenseKind` of the lines of its costs."""
    cost: Decimal | None = None
    """Euros, of the whole project."""
    works_begun: bool | None = None
    answers: Mapping[str, bool] = field(default_factory=dict)
    """What people answered to the questions of criteria: `Criterion.key` → yes or no."""
    today: date = field(default_factory=timezone.localdate)


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
    summary: str = ""
    description: str = ""
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
    examples: str = ""
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
        summary=offer.summary,
        description=offer.description,
        money=offer.money,
        to_check=offer.to_check,
        contact=offer.contact,
        every_topic=offer.every_topic,
        national=offer.national,
        territories={territory.pk: territory.name for territory in offer.territories.all()},
        perimeters=tuple(_area(row) for row in offer.perimeters.all()),
        zonings=tuple(_area(row) for row in offer.zonings.all()),
        generic=offer.generic_id,
        eligibility=offer.eligibility,
        examples=offer.examples,
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
