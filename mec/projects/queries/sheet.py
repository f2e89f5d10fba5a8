"""One project: who follows it, and for whom a person acts there."""

from typing import Any

from django.db.models import FilteredRelation, Q, QuerySet

from mec.organizations.models import Organization
from mec.organizations.queries import organizations_of, scope_of
from mec.projects.models import Assignment, Project
from mec.projects.rules import standing_of
from mec.territories.models import Containment


def with_current_assignment(projects: QuerySet[Project]) -> QuerySet[Project]:
    """Read with each project, as `current`, who follows it; a project that nobody follows has no such attribute."""
    current = FilteredRelation("assignments", condition=Q(assignments__ended_at=None))
    return projects.annotate(current=current).select_related("current__agent", "current__organization")  # type: ignore[misc]  # the stubs don't know filtered relations


def current_assignment(project: Project) -> Assignment | None:
    return project.assignments.filter(ended_at=None).select_related("agent", "organization").first()


def acting_organization(user: Any, project: Project) -> Organization | None:
    """Return for whom the person acts here: the project's owner, else the State service that covers it, else theirs."""
    standing = standing_of(user, project)
    if standing.owner:
        return project.owner
    if standing.state:
        return covering_service(user, project)
    return organizations_of(user).order_by("pk").first()


def covering_service(user: Any, project: Project) -> Organization:
    """Return the State service through which the agent covers the project. Raises DoesNotExist for anybody else."""
    around = Containment.objects.filter(inner__in=project.departements.all(), partial=False).values("outer")
    services = Organization.objects.filter(pk__in=scope_of(user).state_services, perimeter__in=around).order_by("pk")
    return services[:1].get()


def lies_outside(project: Project) -> bool:
    """Tell whether the project lies, as far as we know, nowhere in its owner's territory nor around it: worth a word.

    An owner without territory, a syndicat for example, is never told so.
    """
    owned = project.owner.territory_id
    places = [territory.pk for territory in project.territories.all()]
    if owned is None or not places:
        return False
    inside = Q(outer=owned, inner__in=places) | Q(inner=owned, outer__in=places)
    return not Containment.objects.filter(inside).exists()
