"""The State's list of projects: what is asked of it, what it counts, what one line shows."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet

from mec.core.search.queries import search
from mec.organizations.models import Organization
from mec.organizations.queries import scope_of
from mec.projects.enums import BoardTab, Follower, ProjectState
from mec.projects.index import KIND
from mec.projects.models import Assignment, Project
from mec.projects.queries.lists import waiting
from mec.taxonomy.models import Topic
from mec.territories.models import Containment, Territory

MOST_FOUND = 2_000
"""Projects kept of those that hold the words, the best first."""
_REFERENCE_DIGITS = 8
_SHOWN = (
    *("reference", "name", "phase", "phase_status", "cost", "priority"),
    *("waiting_since", "blocked_since", "submitted_at", "updated_at"),
)
_TOPICS = Prefetch("topics", Topic.objects.only("label", "parent"), to_attr="shown_topics")
_PLACES = Prefetch("territories", Territory.objects.only("name"), to_attr="shown_places")


@dataclass(frozen=True)
class Criteria:
    """What a list is narrowed to; an empty value asks for nothing."""

    tab: BoardTab = BoardTab.ALL
    phase: str = ""
    priority: int | None = None
    topics: frozenset[str] = field(default_factory=frozenset)
    """Codes: those of a theme's categories too when the theme is asked."""
    status: str = ""
    follower: str = ""
    territory: int | None = None
    owner: str = ""
    sent_before: datetime | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    archived: bool = False
    text: str = ""


@dataclass(frozen=True)
class _Group:
    phase: str
    priority: int
    total: int
    waiting: int
    blocked: int

    def of(self, tab: BoardTab) -> int:
        return {
            BoardTab.ALL: self.total,
            BoardTab.WAITING: self.waiting,
            BoardTab.FOLLOWED: self.total - self.waiting,
            BoardTab.BLOCKED: self.blocked,
        }[tab]


@dataclass(frozen=True)
class Tally:
    """How many projects a list holds, by tab, étape and priority."""

    groups: tuple[_Group, ...]

    def count(self, tab: BoardTab, *, phase: str = "", priority: int | None = None) -> int:
        return sum(
            group.of(tab)
            for group in self.groups
            if (not phase or group.phase == phase) and (priority is None or group.priority == priority)
        )


@dataclass(frozen=True)
class Week:
    """What reached the State, and was taken in charge, since an instant."""

    received: int
    taken: int


def matching(projects: QuerySet[Project], criteria: Criteria, user: Any) -> QuerySet[Project]:
    """Narrow a list to what is asked."""
    return in_tab(narrowed(projects, criteria, user), criteria)


def narrowed(projects: QuerySet[Project], criteria: Criteria, user: Any) -> QuerySet[Project]:
    """Narrow a list to what is asked, but for the tab, the étape and the priority: what `tally` counts by."""
    projects = projects.filter(archived_at__isnull=not criteria.archived)
    for condition in _conditions(criteria, user):
        projects = projects.filter(condition)
    return _holding(projects, criteria.text) if criteria.text else projects


def in_tab(projects: QuerySet[Project], criteria: Criteria) -> QuerySet[Project]:
    conditions = {
        BoardTab.ALL: Q(),
        BoardTab.WAITING: Q(waiting_since__isnull=False),
        BoardTab.FOLLOWED: Q(waiting_since__isnull=True),
        BoardTab.BLOCKED: Q(blocked_since__isnull=False),
    }
    projects = projects.filter(conditions[criteria.tab])
    if criteria.phase:
        projects = projects.filter(phase=criteria.phase)
    return projects if criteria.priority is None else projects.filter(priority=criteria.priority)


def _conditions(criteria: Criteria, user: Any) -> Iterable[Q]:
    if criteria.status:
        yield Q(phase_status=criteria.status)
    if criteria.topics:
        lines = Project.topics.through.objects.filter(topic__code__in=criteria.topics)
        yield Q(pk__in=lines.values("project"))
    if criteria.follower:
        yield _followed_by(criteria.follower, user)
    if criteria.territory:
        inside = Containment.objects.filter(outer=criteria.territory).values("inner")
        yield Q(pk__in=Project.territories.through.objects.filter(territory__in=inside).values("project"))
    if criteria.owner:
        yield Q(owner__in=Organization.objects.filter(name__icontains=criteria.owner).values("pk"))
    yield from _numbers(criteria)


def _numbers(criteria: Criteria) -> Iterable[Q]:
    if criteria.sent_before:
        yield Q(submitted_at__lt=criteria.sent_before)
    if criteria.least is not None:
        yield Q(cost__gte=criteria.least)
    if criteria.most is not None:
        yield Q(cost__lte=criteria.most)


def _followed_by(follower: str, user: Any) -> Q:
    if follower == Follower.NOBODY:
        return Q(waiting_since__isnull=False)
    current = Assignment.objects.filter(ended_at=None)
    if follower == Follower.ME:
        current = current.filter(agent=user)
    else:
        current = current.filter(organization__in=scope_of(user).state_services)
    return Q(pk__in=current.values("project"))


def _holding(projects: QuerySet[Project], text: str) -> QuerySet[Project]:
    """Keep those that hold the words, or that bear the reference as one reads it out."""
    digits = "".join(sign for sign in text if sign.isdigit())
    if len(digits) == _REFERENCE_DIGITS:
        return projects.filter(reference=f"{digits[:4]}-{digits[4:]}")
    return projects.filter(pk__in=[hit.object_id for hit in search(KIND, text, within=projects, limit=MOST_FOUND)])


def tally(projects: QuerySet[Project]) -> Tally:
    """Count a list in one query, that an index answers alone."""
    lines = (
        projects.order_by()
        .values_list("phase", "priority")
        .annotate(total=Count("pk"), waiting=Count("waiting_since"), blocked=Count("blocked_since"))
    )
    return Tally(tuple(_Group(*line) for line in lines))


def first_by_phase(projects: QuerySet[Project], phases: Iterable[str], size: int) -> QuerySet[Project]:
    """Return the first `size` of each étape, in the order of `projects`, as one query."""
    first = Q(pk__in=())
    for phase in phases:
        first |= Q(pk__in=projects.filter(phase=phase).values("pk")[:size])
    return Project.objects.filter(first)


def for_board(projects: QuerySet[Project]) -> QuerySet[Project]:
    """Keep of each project what one line of the State's lists shows; `holders` says who follows.

    With `owner_name`, `owner_place` (an id), and `shown_topics` as a plain list: asking a manager for each row costs as
    much as its HTML.
    """
    owner = {"owner_name": F("owner__name"), "owner_place": F("owner__territory")}
    return projects.only(*_SHOWN).annotate(**owner).prefetch_related(_TOPICS)


def for_inbox(projects: QuerySet[Project]) -> QuerySet[Project]:
    """As `for_board`, with the places: `shown_places`."""
    return for_board(projects).prefetch_related(_PLACES)


def holders(projects: Collection[Project]) -> dict[int, str]:
    """Return who follows each project, in words, by id."""
    current = Assignment.objects.filter(project__in=projects, ended_at=None).select_related("agent", "organization")
    shown = current.only("project", "agent__first_name", "agent__last_name", "agent__email", "organization__name")
    return {assignment.project_id: assignment.holder for assignment in shown}


def late(projects: QuerySet[Project], before: datetime) -> tuple[int, int]:
    """Count what waits, and what has waited since before an instant, in one query."""
    found = projects.order_by().aggregate(total=Count("pk"), late=Count("pk", filter=Q(waiting_since__lt=before)))
    return found["total"], found["late"]


def overdue(before: datetime) -> QuerySet[Project]:
    """Return what has waited since before an instant, wherever it is, the longest wait first."""
    return (
        waiting(Project.objects.filter(state=ProjectState.SUBMITTED, waiting_since__lt=before))
        .select_related("owner")
        .order_by("waiting_since", "pk")
    )


def week_of(projects: QuerySet[Project], since: datetime) -> Week:
    """Return the figures of an agent's territory since an instant, in one query."""
    taken = Assignment.objects.filter(project=OuterRef("pk"), taken_at__gte=since)
    found = projects.order_by().aggregate(
        received=Count("pk", filter=Q(submitted_at__gte=since)), taken=Count("pk", filter=Exists(taken))
    )
    return Week(**found)
