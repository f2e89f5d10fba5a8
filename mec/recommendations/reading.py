"""What projects say of themselves to the matching, as plain values: one at a time for a page, many for a job."""

from collections.abc import Collection, Sequence

from django.db.models import prefetch_related_objects

from mec.core.db import OneOf
from mec.funding.queries import costs_among
from mec.projects.enums import PhaseStatus
from mec.projects.models import Blocker, Project
from mec.projects.queries import carriers_of, open_blockers_among
from mec.questionnaires.queries import current_answers_among
from mec.questionnaires.questions import Value
from mec.recommendations.facts import ProjectFacts
from mec.territories.enums import OVERSEAS_CODES
from mec.territories.places import Place, places_of
from mec.territories.queries import distinct_populations


def facts_of(project: Project) -> ProjectFacts:
    """Read the project for a match, in a constant number of queries; what the page reads of it too is read once."""
    return _read([project])[project.pk]


def facts_of_projects(ids: Collection[int]) -> dict[int, ProjectFacts]:
    """Read the projects of these ids that exist, by id, in as many queries as one project takes."""
    return _read(Project.objects.filter(OneOf("pk", ids)).select_related("owner__territory"))


def _read(found: Collection[Project]) -> dict[int, ProjectFacts]:
    projects = list(found)
    ids = [project.pk for project in projects]
    prefetch_related_objects(projects, "territories", "consortium", "departements", "topics")
    blockers, costs, answers = open_blockers_among(ids), costs_among(ids), _answers(projects)
    places, groups = _places(projects), _groups(projects)
    return {
        project.pk: ProjectFacts(
            title=project.name,
            description=project.description,
            phase=project.phase,
            finished=project.phase_status == PhaseStatus.DONE,
            owner_kind=project.owner.kind,
            places=tuple(places[territory.pk] for territory in project.territories.all()),
            population=project.owner.territory.population if project.owner.territory else None,
            group_population=groups.get(project.pk),
            overseas=_overseas(project),
            topics=frozenset(topic.code for topic in project.topics.all()),
            blockers=frozenset(blocker.kind for blocker in blockers[project.pk]),
            expense_kinds=frozenset(costs[project.pk]),
            costs=costs[project.pk],
            cost=project.cost,
            blocked_by=_said(blockers[project.pk]),
            answers={key: value for key, value in answers[project.pk].items() if isinstance(value, bool)},
        )
        for project in projects
    }


def _overseas(project: Project) -> bool | None:
    departements = {departement.code for departement in project.departements.all()}
    return departements <= set(OVERSEAS_CODES) if departements else None


def _said(blockers: Sequence[Blocker]) -> str:
    return "\n".join(blocker.description for blocker in blockers)


def _answers(projects: Sequence[Project]) -> dict[int, dict[str, Value]]:
    found = current_answers_among([project.response_id for project in projects if project.response_id])
    return {project.pk: found.get(project.response_id or 0, {}) for project in projects}


def _places(projects: Sequence[Project]) -> dict[int, Place]:
    territories = {territory.pk: territory for project in projects for territory in project.territories.all()}
    return {place.pk: place for place in places_of(territories.values())}


def _groups(projects: Sequence[Project]) -> dict[int, int | None]:
    """Return how many people live with those who carry a project together, by its id."""
    grouped = [project for project in projects if project.consortium.all()]
    return distinct_populations(
        {project.pk: [territory.pk for territory in carriers_of(project)] for project in grouped}
    )
