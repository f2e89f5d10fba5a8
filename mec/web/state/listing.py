"""Projects as the State's lists show them: how long they wait, who follows them, whom the table suggests."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils import timezone

from mec.core.ui.french import NBSP
from mec.projects.enums import Priority
from mec.projects.models import Assignment, Project
from mec.projects.queries import Suggestion
from mec.projects.working_days import working_days_since
from mec.taxonomy.models import Topic

HIGHER = {
    Priority.ASIDE: Priority.LOW,
    Priority.UNSET: Priority.MEDIUM,
    Priority.LOW: Priority.MEDIUM,
    Priority.MEDIUM: Priority.HIGH,
}
LOWER = {Priority.HIGH: Priority.MEDIUM, Priority.MEDIUM: Priority.LOW, Priority.UNSET: Priority.LOW}
"""Where one press leads; putting aside asks for a reason, on its page."""
PRIORITY_BADGES = {Priority.HIGH: "error", Priority.MEDIUM: "warning", Priority.LOW: "info"}


@dataclass(frozen=True)
class Line:
    project: Project
    assignment: Assignment | None
    topics: Sequence[Topic]
    waited: int | None
    """Working days; None for what somebody follows."""
    suggestion: Suggestion | None = None

    @property
    def waits(self) -> str:
        """In words: "attend depuis 6 jours ouvrés"; empty for what somebody follows."""
        if self.waited is None:
            return ""
        if self.waited == 0:
            return "attend depuis aujourd’hui"
        plural = "s" if self.waited > 1 else ""
        return f"attend depuis {self.waited}{NBSP}jour{plural} ouvré{plural}"

    @property
    def is_late(self) -> bool:
        return self.waited is not None and self.waited > settings.WAITING_DAYS

    @property
    def priority_badge(self) -> str:
        return PRIORITY_BADGES.get(Priority(self.project.priority), "")

    @property
    def higher(self) -> Priority | None:
        return HIGHER.get(Priority(self.project.priority))

    @property
    def lower(self) -> Priority | None:
        return LOWER.get(Priority(self.project.priority))

    @property
    def has_priority(self) -> bool:
        return self.project.priority != Priority.UNSET


def lines(projects: Iterable[Project], suggestions: Mapping[int, Suggestion] | None = None) -> list[Line]:
    """`projects` come as `for_board` or `for_inbox` reads them."""
    today = timezone.localdate()
    found = suggestions or {}
    return [_line(project, today, found.get(project.pk)) for project in projects]


def _line(project: Project, today: date, suggestion: Suggestion | None) -> Line:
    shown = vars(project)
    topics = shown["shown_topics"] if "shown_topics" in shown else list(project.topics.all())
    current = next(iter(shown.get("shown_assignments", ())), None)
    return Line(project, current, topics, waited(project, today), suggestion)


def waited(project: Project, today: date) -> int | None:
    """Count the working days, in Paris, since the project waits; None for what does not."""
    if project.waiting_since is None:
        return None
    return working_days_since(timezone.localdate(project.waiting_since), today)
