"""Projects as the State's lists show them: how long they wait, who follows them, whom the table suggests."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from mec.core.ui.french import NBSP
from mec.projects.enums import Priority
from mec.projects.models import Project
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
_ANY_REFERENCE = "0000-0000"
_LINKS = {
    "sheet": "projects:detail",
    "exchanges": "projects:exchanges",
    "accept": "state:accept",
    "take_charge": "state:take_charge",
    "assign": "state:assign",
    "quick_priority": "state:quick_priority",
}
PRIORITY_BADGES = {Priority.HIGH: "error", Priority.MEDIUM: "warning", Priority.LOW: "info"}


@dataclass(frozen=True)
class Line:
    project: Project
    owner: str
    topics: Sequence[Topic]
    waited: int | None
    """Working days; None for what somebody follows."""
    holder: str = ""
    """Who follows it, in words."""
    suggestion: Suggestion | None = None
    links: Mapping[str, str] = field(default_factory=dict)
    """Where its gestures are, by name."""

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
    def level_options(self) -> SafeString:
        return _level_options(self.project.priority)

    @property
    def has_priority(self) -> bool:
        return self.project.priority != Priority.UNSET


def lines(
    projects: Iterable[Project],
    *,
    holders: Mapping[int, str] | None = None,
    suggestions: Mapping[int, Suggestion] | None = None,
) -> list[Line]:
    """`projects` come as `for_board` or `for_inbox` reads them; who follows and who is suggested, by id."""
    today = timezone.localdate()
    holders, suggestions = holders or {}, suggestions or {}
    return [
        Line(
            project=project,
            owner=vars(project)["owner_name"],
            topics=vars(project)["shown_topics"],
            waited=waited(project, today),
            holder=holders.get(project.pk, ""),
            suggestion=suggestions.get(project.pk),
            links=links_of(project.reference),
        )
        for project in projects
    ]


def links_of(reference: str) -> dict[str, str]:
    """Return the addresses of a line: the resolver is asked once, not for each of the hundred links of a page."""
    return {name: address.replace(_ANY_REFERENCE, reference) for name, address in _addresses().items()}


@cache
def _level_options(chosen: int) -> SafeString:
    """Write the choices of a priority once, not for each line."""
    choices = ((level.value, " selected" if level.value == chosen else "", level.label) for level in Priority)
    return format_html_join("\n", '<option value="{}"{}>{}</option>', choices)


@cache
def _addresses() -> dict[str, str]:
    return {name: reverse(view, args=[_ANY_REFERENCE]) for name, view in _LINKS.items()}


def waited(project: Project, today: date) -> int | None:
    """Count the working days, in Paris, since the project waits; None for what does not."""
    if project.waiting_since is None:
        return None
    return working_days_since(timezone.localdate(project.waiting_since), today)
