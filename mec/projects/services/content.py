"""What the sheet of a project says, whoever writes it and wherever it is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from mec.offers.models import Offer
from mec.projects.models import Project
from mec.taxonomy.models import Topic
from mec.territories.models import Territory

MOST_TOPICS = 5


@dataclass(frozen=True)
class Inspiration:
    """From which example of an aid a project is written."""

    offer: Offer
    example: str


@dataclass(frozen=True)
class SheetContent:
    """What the collectivité writes; a draft may leave any of it empty."""

    name: str
    description: str
    phase: str
    territories: Sequence[Territory]
    topics: Sequence[Topic] = ()
    """What the collectivité declares; empty when it does not know."""
    cost: Decimal | None = None
    """Before tax, in euros."""
    starts_on: date | None = None
    ends_on: date | None = None

    def missing(self) -> list[str]:
        """Return the names of the required fields that are empty, in the order of the page."""
        required = {
            "name": self.name.strip(),
            "territories": self.territories,
            "description": self.description.strip(),
            "phase": self.phase,
        }
        return [field for field, value in required.items() if not value]

    def columns(self) -> dict[str, Any]:
        """Return what is written on the project's own row."""
        return {
            "name": self.name.strip(),
            "description": self.description.strip(),
            "phase": self.phase,
            "cost": self.cost,
            "starts_on": self.starts_on,
            "ends_on": self.ends_on,
        }

    def described(self) -> dict[str, Any]:
        """Return it as plain values that the journal can keep: keys and codes, ISO dates, euros as text."""
        return {
            "name": self.name.strip(),
            "description": self.description.strip(),
            "phase": self.phase,
            "territories": sorted(territory.key for territory in self.territories),
            "topics": sorted(topic.code for topic in self.topics),
            "cost": "" if self.cost is None else f"{self.cost:.2f}",
            "starts_on": self.starts_on.isoformat() if self.starts_on else "",
            "ends_on": self.ends_on.isoformat() if self.ends_on else "",
        }

    def is_that_of(self, project: Project) -> bool:
        """Tell whether the project, as it is recorded, says exactly this."""
        return describe(project) == self.described()


def content_of(project: Project) -> SheetContent:
    """Read what the project says, as it is recorded now."""
    return SheetContent(
        name=project.name,
        description=project.description,
        phase=project.phase,
        territories=list(project.territories.order_by("code")),
        topics=list(project.topics.order_by("code")),
        cost=project.cost,
        starts_on=project.starts_on,
        ends_on=project.ends_on,
    )


def describe(project: Project) -> dict[str, Any]:
    """Return what the sheet says, as plain values that the journal can keep."""
    return content_of(project).described()
