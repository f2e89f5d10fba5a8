"""One project: who follows it, and for whom a person acts there."""

from typing import Any

from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet

from mec.organizations.models import Membership, Organization
from mec.organizations.queries import organizations_of, scope_of
from mec.projects.models import Assignment, Project
from mec.projects.rules import standing_of
from mec.territories.models import Containment


def with_current_assignment(projects: QuerySet[Project]) -> QuerySet[Project]:
    """Read with each project who follows it, for `assignment_of`."""
    current = FilteredRelation("assignments", condition=Q(assignments__ended_at=None))
    present = Exists(_acting_for("current__agent", "current__organization"))
    followed = projects.annotate(current=current).annotate(current_present=present)
    return followed.select_related("current__agent", "current__organization")  # type: ignore[misc]  # the stubs don't know filtered relations


def assignment_of(project: Project) -> Assignment | None:
    """Return what `with_current_assignment` read: as `current_assignment`, without asking."""
    assignment: Assignment | None = vars(project).get("current")
    if assignment:
        vars(assignment)["present"] = vars(project)["current_present"]
    return assignment


def current_assignment(project: Project) -> Assignment | None:
    """Return who has the project in charge, for `agent_in_charge` too."""
    current = project.assignments.filter(ended_at=None).annotate(present=Exists(_acting_for("agent", "organization")))
    return current.select_related("agent", "organization").first()


def _acting_for(agent: str, organization: str) -> QuerySet[Membership]:
    return Membership.objects.filter(
        user=OuterRef(agent), organization=OuterRef(organization), active=True, user__is_active=True
    )


def agent_in_charge(assignment: Assignment) -> Any:
    """Return the agent of `current_assignment`; None when the whole service answers: it named nobody, or they left."""
    return assignment.agent if vars(assignment)["present"] else None


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
