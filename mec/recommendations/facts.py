"""What a match knows of a project: plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils import timezone

from mec.territories.places import Place


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
    costs: Mapping[str, Decimal] = field(default_factory=dict)
    """Euros of those lines by kind; empty when only the kinds are known."""
    cost: Decimal | None = None
    """Euros, of the whole project."""
    works_begun: bool | None = None
    answers: Mapping[str, bool] = field(default_factory=dict)
    """What people answered to the questions of criteria: `Criterion.key` → yes or no."""
    today: date = field(default_factory=timezone.localdate)
