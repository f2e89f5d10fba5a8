"""What is found of a project: its name before its text, and who carries it where."""

from mec.core.search.services import index_document
from mec.projects.models import Project

KIND = "project"


def index_project(project: Project) -> None:
    """Index the project as it stands, in the transaction that wrote it."""
    places = " ".join(territory.name for territory in project.territories.all())
    index_document(
        kind=KIND,
        object_id=project.pk,
        fields={
            "name": (project.name, 4.0),
            "owner": (project.owner.name, 1.0),
            "places": (places, 1.0),
            "description": (project.description, 1.0),
        },
    )
