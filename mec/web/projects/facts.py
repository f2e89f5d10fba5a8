"""What a project says of itself to the matching, as plain values."""

from collections.abc import Iterable

from django.db.models import prefetch_related_objects

from mec.projects.models import Project
from mec.projects.queries import answers_of, carriers_of, open_blockers
from mec.recommendations.facts import Place, ProjectFacts
from mec.territories.enums import OVERSEAS_CODES
from mec.territories.models import Territory
from mec.territories.perimeters import coverings_of
from mec.territories.queries import chains_of, distinct_population


def facts_of(project: Project) -> ProjectFacts:
    """Read the project for a match, in a constant number of queries."""
    # The page names the places too.
    prefetch_related_objects([project], "territories", "consortium")
    owner = project.owner
    blockers = list(open_blockers(project))
    departements = {departement.code for departement in project.departements.all()}
    return ProjectFacts(
        title=project.name,
        description=project.description,
        phase=project.phase,
        owner_kind=owner.kind,
        places=places_of(project.territories.all()),
        population=owner.territory.population if owner.territory else None,
        group_population=distinct_population(carriers_of(project)) if project.consortium.all() else None,
        overseas=departements <= set(OVERSEAS_CODES) if departements else None,
        topics=frozenset(topic.code for topic in project.topics.all()),
        blockers=frozenset(blocker.kind for blocker in blockers),
        cost=project.cost,
        blocked_by="\n".join(blocker.description for blocker in blockers),
        answers={key: row.value for key, row in answers_of(project).items() if isinstance(row.value, bool)},
    )


def places_of(found: Iterable[Territory]) -> tuple[Place, ...]:
    """Return the territories with all that contains or covers them, in two queries."""
    territories = list(found)
    wholly: dict[int, set[int]] = {territory.pk: set() for territory in territories}
    partly: dict[int, set[int]] = {territory.pk: set() for territory in territories}
    for inner, outer, partial in chains_of(territories):
        (partly if partial else wholly)[inner].add(outer)
    coverings = coverings_of(wholly)
    return tuple(
        Place(
            territory.pk,
            territory.name,
            within=frozenset(wholly[territory.pk]),
            partly_within=frozenset(partly[territory.pk]),
            covered=coverings[territory.pk].wholly,
            partly_covered=coverings[territory.pk].partly,
        )
        for territory in territories
    )
