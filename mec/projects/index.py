"""What is found of a project: its name before its text, and who carries it where. Never the State's own zone."""

from collections.abc import Iterable

from mec.core.search.services import index_document, index_documents, take_census
from mec.core.search.weighing import Fields, Source
from mec.projects.models import Project

KIND = "project"


def index_project(project: Project) -> None:
    """Index the project as it stands, in the transaction that wrote it."""
    places = " ".join(territory.name for territory in project.territories.all())
    fields = fields_of(name=project.name, owner=project.owner.name, places=places, description=project.description)
    index_document(kind=KIND, object_id=project.pk, fields=fields)


def index_projects(found: Iterable[tuple[int, Fields]]) -> int:
    """Index many projects, given as id and `fields_of` each, in the transaction that wrote them."""
    return index_documents(kind=KIND, sources=(Source(pk, fields) for pk, fields in found))


def fields_of(*, name: str, owner: str, places: str, description: str) -> Fields:
    return {"name": (name, 4.0), "owner": (owner, 1.0), "places": (places, 1.0), "description": (description, 1.0)}


def count_projects() -> None:
    """Count the words of the projects now, not next night: after very many of them were written."""
    take_census(kind=KIND)
