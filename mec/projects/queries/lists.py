"""Lists of projects: every one starts from `projects_visible_to`."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Case, Count, Exists, OuterRef, Prefetch, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from mec.organizations.queries import departements_without_pair, scope_of, state_departements_of
from mec.projects.enums import ProjectRole, ProjectState
from mec.projects.models import Assignment, Blocker, Project, ProjectMember

RECOVERY = timedelta(days=30)
"""How long a deleted project can be brought back."""
_FEW_DEPARTEMENTS = 3
_SHOWN = (
    *("reference", "name", "state", "phase", "phase_status"),
    *("submitted_at", "updated_at", "archived_at"),
)
_HOLDER = ("agent__first_name", "agent__last_name", "agent__email", "organization__name")


def projects_visible_to(user: Any) -> models.QuerySet[Project]:
    """Return what the person may see: the projects of their organisations, those that they are a member of.

    For an agent of the State, also the submitted ones of the départements that their services cover.
    """
    if not getattr(user, "is_active", False):
        return Project.objects.none()
    kept = Project.objects.exclude(state=ProjectState.DISCARDED)
    return kept.filter(_own(user) | _covering(user))


def own_projects(user: Any) -> models.QuerySet[Project]:
    """Return the projects that the person carries or was invited to, the archives left out: "mes projets"."""
    return Project.objects.filter(pk__in=_own_ids(user), archived_at=None).exclude(state=ProjectState.DISCARDED)


def archived_projects(user: Any) -> models.QuerySet[Project]:
    """Return those of the person's projects that were archived."""
    return Project.objects.filter(pk__in=_own_ids(user), archived_at__isnull=False)


def deleted_projects(user: Any) -> models.QuerySet[Project]:
    """Return those of the person's projects, drafts among them, that were deleted and can still be brought back.

    A deleted project is not written any more: `updated_at` is the day of its deletion.
    """
    since = timezone.now() - RECOVERY
    return Project.objects.filter(pk__in=_own_ids(user), state=ProjectState.DISCARDED, updated_at__gte=since)


def deleted_projects_witnessed_by(user: Any) -> models.QuerySet[Project]:
    """Return the deleted projects that can still be brought back and that the person saw until then."""
    lines = Project.departements.through.objects.filter(territory__in=state_departements_of(user))
    known = _own(user) | Q(submitted_at__isnull=False, pk__in=lines.values("project"))
    return Project.objects.filter(known, state=ProjectState.DISCARDED, updated_at__gte=timezone.now() - RECOVERY)


def with_submit_right(projects: models.QuerySet[Project], user: Any) -> models.QuerySet[Project]:
    """Say on each project, as `submittable`, whether the person may send it, delete it or bring it back."""
    referent = ProjectMember.objects.filter(project=OuterRef("pk"), user=user, role=ProjectRole.REFERENT)
    right = Q(owner__in=scope_of(user).organizations) | Q(Exists(referent))
    return projects.annotate(submittable=Case(When(right, then=True), default=False))


def with_own_role(projects: models.QuerySet[Project], user: Any) -> models.QuerySet[Project]:
    """Say on each project, as `own_role`, which role the person has there; nothing for who has none."""
    own = ProjectMember.objects.filter(project=OuterRef("pk"), user=user).values("role")
    return projects.annotate(own_role=Subquery(own[:1]))


def with_open_blockers(projects: models.QuerySet[Project]) -> models.QuerySet[Project]:
    """Say on each project, as `open_blockers`, how many blockers nobody has lifted."""
    lines = Blocker.objects.filter(project=OuterRef("pk"), resolved_at=None).order_by().values("project")
    counted = Subquery(lines.annotate(number=Count("pk")).values("number"))
    return projects.annotate(open_blockers=Coalesce(counted, 0))


def _own_ids(user: Any) -> models.QuerySet[Any, Any]:
    """As `_own`, one index after the other: a list that starts from "or" reads every project."""
    owned = Project.objects.filter(owner__in=scope_of(user).organizations).values("pk")
    joined = ProjectMember.objects.filter(user=user).values("project")
    return owned.union(joined, all=True)


def _own(user: Any) -> Q:
    owned = Q(owner__in=scope_of(user).organizations)
    joined = Q(pk__in=ProjectMember.objects.filter(user=user).values("project"))
    return owned | joined


def state_projects(user: Any) -> models.QuerySet[Project]:
    """Return the submitted projects of the départements that the agent's services cover, archives included."""
    return Project.objects.filter(_covered(user))


def state_projects_in_order(user: Any) -> models.QuerySet[Project]:
    """As `state_projects`, for the first lines of an order.

    When many projects are covered, an index gives them in that order and each is looked up, rather than all sorted.
    """
    many = len(state_departements_of(user)) > _FEW_DEPARTEMENTS
    return Project.objects.filter(_covering(user) if many else _covered(user))


def _covered(user: Any) -> Q:
    """A perimeter of the whole country is not compared département by département."""
    if scope_of(user).whole_country:
        return Q(state=ProjectState.SUBMITTED)
    lines = Project.departements.through.objects.filter(territory__in=state_departements_of(user))
    return Q(state=ProjectState.SUBMITTED, pk__in=lines.values("project"))


def _covering(user: Any) -> Q:
    """As `_covered`, each project looked up for itself: for a few of them, whatever the number of the others."""
    if scope_of(user).whole_country:
        return Q(state=ProjectState.SUBMITTED)
    lines = Project.departements.through.objects.filter(
        project=OuterRef("pk"), territory__in=state_departements_of(user)
    )
    return Q(Exists(lines), state=ProjectState.SUBMITTED)


def waiting(projects: models.QuerySet[Project]) -> models.QuerySet[Project]:
    """Keep those that nobody follows and that are not archived."""
    return projects.filter(waiting_since__isnull=False, archived_at=None)


def orphans(projects: models.QuerySet[Project]) -> models.QuerySet[Project]:
    """Keep those of a département without State pair: the queue of the regional services and of the ANCT."""
    without = departements_without_pair().order_by().values("pk")
    return projects.filter(pk__in=Project.departements.through.objects.filter(territory__in=without).values("project"))


def for_list_page(projects: models.QuerySet[Project]) -> models.QuerySet[Project]:
    """Keep of each project what one line of a list shows: who follows it, as the list `shown_assignments`."""
    current = Assignment.objects.filter(ended_at=None).select_related("agent", "organization")
    followers = current.only("project", "taken_at", *_HOLDER)
    return (
        projects.select_related("owner")
        .only(*_SHOWN, "owner__name")
        .prefetch_related(Prefetch("assignments", followers, to_attr="shown_assignments"))
    )


def draft_with_key(user: Any, key: UUID) -> Project | None:
    return Project.objects.filter(created_by=user, key=key).first()
