"""What the lists of the State sort and count by, kept on the project itself."""

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from mec.projects.enums import ProjectState
from mec.projects.models import Assignment, Blocker, Project


def refresh_marks(projects: QuerySet[Project]) -> None:
    """Write `waiting_since` and `blocked_since` anew from the assignments and the blockers, in one query.

    For whoever has just written one of those, or many of them at once, in the same transaction.
    """
    assignments = Assignment.objects.filter(project=OuterRef("pk"))
    given_back = assignments.order_by("-ended_at").values("ended_at")[:1]
    blockers = Blocker.objects.filter(project=OuterRef("pk"), resolved_at=None)
    projects.order_by().update(
        waiting_since=Case(
            When(~Q(state=ProjectState.SUBMITTED) | Exists(assignments.filter(ended_at=None)), then=None),
            default=Coalesce(Subquery(given_back), F("submitted_at")),
        ),
        blocked_since=Subquery(blockers.order_by("since").values("since")[:1]),
    )
