"""What a person holds on projects for one organisation, and what an organisation carries."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from mec.organizations.models import Organization
from mec.projects.enums import ProjectRole, ProjectState
from mec.projects.models import Assignment, Project, ProjectMember


@dataclass(frozen=True)
class Holdings:
    """What a successor would receive."""

    referent: list[Project]
    """Of the organisation's projects, those that the person holds as referent; by name."""
    in_charge: list[Project]
    """Those that the person has in charge for the organisation, a State service; by name."""

    @property
    def count(self) -> int:
        return len({project.pk for project in (*self.referent, *self.in_charge)})


def held_by(person: Any, organization: Organization) -> Holdings:
    """Return what the person holds today, drafts included, in two queries."""
    kept = Project.objects.exclude(state=ProjectState.DISCARDED).order_by("name", "pk")
    roles = ProjectMember.objects.filter(user=person, role=ProjectRole.REFERENT)
    current = Assignment.objects.filter(agent=person, organization=organization, ended_at=None)
    return Holdings(
        referent=list(kept.filter(owner=organization, pk__in=roles.values("project"))),
        in_charge=list(kept.filter(pk__in=current.values("project"))),
    )


def projects_carried_by(organization: Organization) -> QuerySet[Project]:
    """For counts alone: nobody reads projects from here, but from `projects_visible_to`."""
    return Project.objects.filter(owner=organization).exclude(state=ProjectState.DISCARDED)


def without_referent(projects: QuerySet[Project]) -> QuerySet[Project]:
    """Keep those that nobody holds any more, since somebody left without successor."""
    referents = ProjectMember.objects.filter(project=OuterRef("pk"), role=ProjectRole.REFERENT)
    return projects.filter(~Exists(referents))


def projects_named(ids: list[int]) -> QuerySet[Project]:
    """Return the projects of a hand-over, by name: for the note to whoever receives them."""
    return Project.objects.filter(pk__in=ids).order_by("name", "pk")
