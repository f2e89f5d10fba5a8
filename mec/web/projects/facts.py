"""What a project says of itself to the matching, as plain values."""

from django.db.models import prefetch_related_objects

from mec.funding.queries import costs_by_kind
from mec.projects.enums import PhaseStatus
from mec.projects.models import Project
from mec.projects.queries import answers_of, carriers_of, open_blockers
from mec.recommendations.facts import ProjectFacts
from mec.territories.enums import OVERSEAS_CODES
from mec.territories.places import places_of
from mec.territories.queries import distinct_population


def facts_of(project: Project) -> ProjectFacts:
    """Read the project for a match, in a constant number of queries."""
    # The page names the places and the thématiques too.
    prefetch_related_objects([project], "territories", "consortium", "topics")
    owner = project.owner
    blockers = list(open_blockers(project))
    costs = costs_by_kind(project)
    departements = {departement.code for departement in project.departements.all()}
    return ProjectFacts(
        title=project.name,
        description=project.description,
        phase=project.phase,
        finished=project.phase_status == PhaseStatus.DONE,
        owner_kind=owner.kind,
        places=places_of(project.territories.all()),
        population=owner.territory.population if owner.territory else None,
        group_population=distinct_population(carriers_of(project)) if project.consortium.all() else None,
        overseas=departements <= set(OVERSEAS_CODES) if departements else None,
        topics=frozenset(topic.code for topic in project.topics.all()),
        blockers=frozenset(blocker.kind for blocker in blockers),
        expense_kinds=frozenset(costs),
        costs=costs,
        cost=project.cost,
        blocked_by="\n".join(blocker.description for blocker in blockers),
        answers={key: row.value for key, row in answers_of(project).items() if isinstance(row.value, bool)},
    )
