"""What a project says of itself to the matching, as plain values."""

from mec.projects.models import Project
from mec.recommendations.facts import Place, ProjectFacts
from mec.territories.enums import OVERSEAS_CODES
from mec.territories.queries import chains_of


def facts_of(project: Project) -> ProjectFacts:
    """Read the project for a match, in a constant number of queries."""
    owner = project.owner
    departements = {departement.code for departement in project.departements.all()}
    return ProjectFacts(
        title=project.name,
        description=project.description,
        phase=project.phase,
        owner_kind=owner.kind,
        places=_places(project),
        population=owner.territory.population if owner.territory else None,
        overseas=departements <= set(OVERSEAS_CODES) if departements else None,
        topics=frozenset(topic.code for topic in project.topics.all()),
    )


def _places(project: Project) -> tuple[Place, ...]:
    territories = list(project.territories.all())
    wholly: dict[int, set[int]] = {territory.pk: set() for territory in territories}
    partly: dict[int, set[int]] = {territory.pk: set() for territory in territories}
    for inner, outer, partial in chains_of(territories):
        (partly if partial else wholly)[inner].add(outer)
    return tuple(
        Place(territory.pk, territory.name, frozenset(wholly[territory.pk]), frozenset(partly[territory.pk]))
        for territory in territories
    )
