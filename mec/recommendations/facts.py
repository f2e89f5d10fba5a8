"""What a match knows: plain values about the project and about each offer."""

from dataclasses import dataclass, field

from mec.offers.catalogue import BeneficiaryEntry, RequirementEntry, beneficiaries_of, requirements_of
from mec.offers.models import Offer


@dataclass(frozen=True)
class Place:
    """A territory of the project and all that contains it, as database ids."""

    pk: int
    name: str
    within: frozenset[int]
    """Ids of the territories that contain it wholly, its own included."""
    partly_within: frozenset[int] = frozenset()


@dataclass(frozen=True)
class ProjectFacts:
    """Empty, None or no element means unknown, and never counts against the project."""

    title: str
    description: str = ""
    phase: str = ""
    """Code of `taxonomy.enums.Phase`."""
    owner_kind: str = ""
    """Code of `OrganizationKind`."""
    places: tuple[Place, ...] = ()
    population: int | None = None
    """Of the owner."""
    overseas: bool | None = None
    topics: frozenset[str] = frozenset()
    """Codes of the thématiques that people declared."""
    blockers: frozenset[str] = frozenset()
    """Kinds of the open blockers."""
    blocked_by: str = ""
    """What the open blockers say, in people's words."""


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
        topics={topic.code: topic.label for topic in offer.topics.all()},
        phases=frozenset(row.phase for row in offer.phases.all()),
        beneficiaries=beneficiaries_of(offer),
        requirements=requirements_of(offer),
    )
