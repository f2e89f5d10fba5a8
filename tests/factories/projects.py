"""Projects in the world of tests/matrix/personas.py."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from mec.projects.enums import BlockerKind, PartnerKind, PartnerRole, ProjectRole
from mec.projects.models import Project, ProjectMember
from mec.projects.services import (
    PartnerContent,
    SheetContent,
    add_partner,
    create_draft,
    report_blocker,
    submit_project,
)
from mec.taxonomy.enums import Phase


def make_draft(owner, *, author, name="École", territories=None, **content):
    """A draft of `owner`, written by one of its people."""
    sheet = SheetContent(
        name=name,
        description=content.pop("description", "Isoler l’école."),
        phase=content.pop("phase", Phase.STUDY),
        territories=[owner.territory] if territories is None else territories,
        **content,
    )
    return create_draft(key=uuid4(), owner=owner, content=sheet, actor=author)


def make_project(owner, *, author, **content):
    """A project that was sent to the State."""
    project = make_draft(owner, author=author, **content)
    submit_project(project, expected_version=project.version, actor=author)
    return Project.objects.get(pk=project.pk)


def add_member(project, user, role):
    """A member; a new référent takes the place of the one that the project had."""
    if role == ProjectRole.REFERENT:
        project.members.filter(role=role).update(role=ProjectRole.CONTRIBUTOR)
    ProjectMember.objects.create(project=project, user=user, role=role)
    return user


def make_blocker(project, *, author, kind=BlockerKind.FUNDING, days=12, **said):
    """A blocker that began `days` ago."""
    return report_blocker(
        project,
        kind=kind,
        description=said.pop("description", "Le reste à charge est trop élevé."),
        since=timezone.localdate() - timedelta(days=days),
        key=uuid4(),
        actor=author,
        **said,
    )


def make_partner_content(**said):
    values = {
        "name": "Parents d’élèves",
        "kind": PartnerKind.ASSOCIATION,
        "role": PartnerRole.CONTRIBUTOR,
        "commitment": "Trois après-midi pour planter.",
        "contact_name": "Inès Vidal",
        "contact_email": "ines@parents.fr",
    }
    return PartnerContent(**values | said)


def make_partner(project, *, author, **said):
    return add_partner(project, content=make_partner_content(**said), key=uuid4(), actor=author)
