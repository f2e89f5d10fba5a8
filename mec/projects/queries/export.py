"""Projects as rows of a table: read in slices, so that the whole country takes no more memory than a page."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from mec.projects.enums import ProjectState
from mec.projects.models import Assignment, Blocker, Project

_SLICE = 500
_COLUMNS = (
    *("pk", "reference", "name", "owner__name", "phase", "phase_status", "cost", "starts_on", "ends_on", "state"),
    *("submitted_at", "updated_at", "archived_at", "priority", "priority_reason", "priority_shared"),
)

_NAMES = ["owner" if name == "owner__name" else "status" if name == "phase_status" else name for name in _COLUMNS]
"""Of the same columns, in a `Row`."""


@dataclass(frozen=True)
class Row:
    """What a table says of a project; the priority is the State's: whoever shows it to others asks `shared` first."""

    pk: int
    reference: str
    name: str
    owner: str
    phase: str
    status: str
    cost: Decimal | None
    starts_on: date | None
    ends_on: date | None
    state: str
    submitted_at: datetime | None
    updated_at: datetime
    archived_at: datetime | None
    priority: int
    priority_reason: str
    priority_shared: bool
    territories: list[str] = field(default_factory=list)
    departements: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    follower: str = ""
    follower_service: str = ""
    followed_since: datetime | None = None
    blockers: int = 0
    """Open ones."""

    @property
    def is_draft(self) -> bool:
        return self.state == ProjectState.DRAFT


def project_rows(projects: QuerySet[Project], *, order: tuple[str, ...]) -> Iterator[Row]:
    """Yield the rows of a list: one query for their order, six per five hundred of them.

    Who is first read of a slice may have changed when the next one is read: each row is right when it is written.
    """
    ids = list(projects.order_by(*order).values_list("pk", flat=True))
    for start in range(0, len(ids), _SLICE):
        yield from _slice(ids[start : start + _SLICE])


def _slice(ids: list[int]) -> Iterator[Row]:
    rows = {line[0]: line for line in Project.objects.filter(pk__in=ids).values_list(*_COLUMNS)}
    territories = _names(Project.territories.through.objects.filter(project__in=ids), "territory__name")
    departements = _names(Project.departements.through.objects.filter(project__in=ids), "territory__name")
    topics = _names(Project.topics.through.objects.filter(project__in=ids), "topic__label")
    charges = {
        charge.project_id: charge
        for charge in Assignment.objects.filter(project__in=ids, ended_at=None).select_related("agent", "organization")
    }
    blockers: Counter[int] = Counter()
    blockers.update(Blocker.objects.filter(project__in=ids, resolved_at=None).values_list("project_id", flat=True))
    for pk in ids:
        if pk not in rows:
            continue  # Deleted since the list was read.
        charge = charges.get(pk)
        said: dict[str, Any] = dict(zip(_NAMES, rows[pk], strict=True))
        yield Row(
            **said,
            territories=territories[pk],
            departements=departements[pk],
            topics=topics[pk],
            follower=str(charge.agent or "") if charge else "",
            follower_service=str(charge.organization) if charge else "",
            followed_since=charge.taken_at if charge else None,
            blockers=blockers[pk],
        )


def _names(lines: QuerySet[Any], name: str) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for project, label in lines.order_by("pk").values_list("project", name):
        found[project].append(label)
    return found
