"""Read projects: every list starts from `projects_visible_to`."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Case, Count, Exists, OuterRef, Prefetch, Q, When
from django.utils import timezone

from mec.core.security import hash_secret
from mec.organizations.models import Organization
from mec.organizations.queries import (
    departements_without_pair,
    organizations_of,
    scope_of,
    state_departements_of,
)
from mec.projects.enums import ProjectRole, ProjectState
from mec.projects.models import Assignment, Invitation, Project, ProjectMember
from mec.projects.rules import standing_of
from mec.territories.models import Containment

INVITATION_PURPOSE = "project-invitation"


def projects_visible_to(user: Any) -> models.QuerySet[Project]:
    """Return what the person may see: the projects of their organisations, those that they are a member of.

    For an agent of the State, also the submitted ones of the départements that their services cover.
    """
    if not getattr(user, "is_active", False):
        return Project.objects.none()
    kept = Project.objects.exclude(state=ProjectState.DISCARDED)
    return kept.filter(_own(user) | _covered(state_departements_of(user)))


def own_projects(user: Any) -> models.QuerySet[Project]:
    """Return the projects that the person carries or was invited to: "mes projets"."""
    return Project.objects.filter(_own(user)).exclude(state=ProjectState.DISCARDED)


def discarded_drafts(user: Any) -> models.QuerySet[Project]:
    """Return the drafts put away, which can be brought back, the latest first."""
    return with_submit_right(Project.objects.filter(_own(user), state=ProjectState.DISCARDED), user).order_by(
        "-updated_at", "-pk"
    )


def with_submit_right(projects: models.QuerySet[Project], user: Any) -> models.QuerySet[Project]:
    """Say on each project, as `submittable`, whether the person may send it, put it away or bring it back."""
    referent = ProjectMember.objects.filter(project=OuterRef("pk"), user=user, role=ProjectRole.REFERENT)
    right = Q(owner__in=scope_of(user).organizations) | Q(Exists(referent))
    return projects.annotate(submittable=Case(When(right, then=True), default=False))


def _own(user: Any) -> Q:
    owned = Q(owner__in=scope_of(user).organizations)
    joined = Q(pk__in=ProjectMember.objects.filter(user=user).values("project"))
    return owned | joined


def state_projects(user: Any) -> models.QuerySet[Project]:
    """Return the submitted projects of the départements that the agent's services cover."""
    return Project.objects.filter(_covered(state_departements_of(user)))


def _covered(departement_ids: Collection[int]) -> Q:
    lines = Project.departements.through.objects.filter(territory__in=departement_ids)
    return Q(state=ProjectState.SUBMITTED, pk__in=lines.values("project"))


def waiting(projects: models.QuerySet[Project]) -> models.QuerySet[Project]:
    """Keep those that nobody has taken in charge."""
    return projects.filter(~Exists(_current_assignments()))


def figures(projects: models.QuerySet[Project]) -> dict[str, int]:
    """Count a list: `total`, `followed` (in charge) and `orphans` (in a département without State pair), in one query.

    Orphans are the queue of the regional services and of the ANCT.
    """
    lines = Project.departements.through.objects.filter(
        project=OuterRef("pk"), territory__in=departements_without_pair().order_by().values("pk")
    )
    return projects.order_by().aggregate(
        total=Count("pk"),
        followed=Count("pk", filter=Exists(_current_assignments())),
        orphans=Count("pk", filter=Exists(lines)),
    )


def _current_assignments() -> models.QuerySet[Assignment]:
    return Assignment.objects.filter(project=OuterRef("pk"), ended_at=None)


def for_list_page(projects: models.QuerySet[Project]) -> models.QuerySet[Project]:
    """Add what one line of a list shows, in a constant number of queries."""
    return projects.select_related("owner").prefetch_related(
        "topics",
        Prefetch("assignments", Assignment.objects.filter(ended_at=None).select_related("agent", "organization")),
    )


def current_assignment(project: Project) -> Assignment | None:
    return project.assignments.filter(ended_at=None).select_related("agent", "organization").first()


def members_of(project: Project) -> models.QuerySet[ProjectMember]:
    return project.members.select_related("user").order_by("joined_at", "pk")


def pending_invitations(project: Project) -> models.QuerySet[Invitation]:
    """Return invitations neither accepted nor revoked, the expired ones included: they can be sent again."""
    return project.invitations.filter(accepted_at=None, revoked_at=None).select_related("invited_by").order_by("-pk")


def invitation_for_token(token: str) -> Invitation | None:
    return (
        Invitation.objects.select_related("project__owner", "invited_by")
        .filter(token_hash=hash_secret(token, purpose=INVITATION_PURPOSE))
        .first()
    )


def is_expired(invitation: Invitation) -> bool:
    return invitation.expires_at <= timezone.now()


def draft_with_key(user: Any, key: UUID) -> Project | None:
    return Project.objects.filter(created_by=user, key=key).first()


def acting_organization(user: Any, project: Project) -> Organization | None:
    """Return for whom the person acts here: the project's owner, else the State service that covers it, else theirs."""
    standing = standing_of(user, project)
    organizations = list(organizations_of(user).order_by("pk"))
    if standing.owner:
        return next(organization for organization in organizations if organization.pk == project.owner_id)
    if standing.state:
        return covering_service(user, project)
    return organizations[0] if organizations else None


def covering_service(user: Any, project: Project) -> Organization:
    """Return the State service through which the agent covers the project. Raises DoesNotExist for anybody else."""
    around = Containment.objects.filter(inner__in=project.departements.all(), partial=False).values("outer")
    services = Organization.objects.filter(pk__in=scope_of(user).state_services, perimeter__in=around).order_by("pk")
    return services[:1].get()
