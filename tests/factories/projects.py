"""Projects in the world of tests/matrix/personas.py."""

from uuid import uuid4

from mec.projects.models import Project, ProjectMember
from mec.projects.services import SheetContent, create_draft, submit_project
from mec.taxonomy.enums import Phase


def make_draft(owner, *, author, name="École", territories=None, **content):
    """A draft of `owner`, written by one of its people."""
    sheet = SheetContent(
        name=name,
        description=content.pop("description", "Isoler l’école."),
        phase=content.pop("phase", Phase.STUDY),
        territories=[owner.territory] if territories is None else territories,
    )
    return create_draft(key=uuid4(), owner=owner, content=sheet, actor=author)


def make_project(owner, *, author, **content):
    """A project that was sent to the State."""
    project = make_draft(owner, author=author, **content)
    submit_project(project, expected_version=project.version, actor=author)
    return Project.objects.get(pk=project.pk)


def add_member(project, user, role):
    ProjectMember.objects.create(project=project, user=user, role=role)
    return user
