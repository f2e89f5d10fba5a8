"""A published offer as plain values: what the searches and the matchings keep of it in memory."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from mec.core.text import fold
from mec.core.ui.french import listed
from mec.offers.calendar import Dates
from mec.offers.entries import BeneficiaryEntry, ExpenseEntry, RequirementEntry
from mec.offers.money import Terms, money_in_words, terms_of

MOST_PLACES_NAMED = 6
"""Places of a perimeter that are named in a sentence."""


@dataclass(frozen=True)
class Area:
    """A perimeter as a criterion names it."""

    pk: int
    code: str
    name: str
    known: bool = True


@dataclass(frozen=True, slots=True)
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
    rate_min: Decimal | None = None
    rate_max: Decimal | None = None
    """Percentages."""
    amount_min: Decimal | None = None
    amount_max: Decimal | None = None
    """Euros."""
    to_check: str = ""
    contact: str = ""
    """To whom one speaks, in words: "Le CAUE de votre département"; empty when no source says."""
    place_url: str = ""
    """The link that is made for a place; empty when its link is the same for everybody."""
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
    scale: str = ""
    """Kind of the widest of `territories`; empty when it is national, or open in other perimeters."""
    description: str = ""
    """As `eligibility` and `examples`, of an offer that no table holds: those of the others are read in the index."""
    eligibility: str = ""
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

    @property
    def where(self) -> str:
        """Name the places where a local offer is open, or count them, when its page alone names them all."""
        names = [*self.territories.values(), *(area.name for area in self.perimeters)]
        if len(names) > MOST_PLACES_NAMED:
            return f"{len(names)} territoires, nommés sur sa page"
        return listed(sorted(names, key=fold))

    @property
    def money(self) -> str:
        """How much, in words; empty when no source says."""
        return money_in_words(self.rate_min, self.rate_max, self.amount_min, self.amount_max)

    @property
    def terms(self) -> Terms:
        """What it gives of a cost."""
        return terms_of(self)
