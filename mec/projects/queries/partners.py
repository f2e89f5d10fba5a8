"""With whom a project is done."""

from django.db.models import QuerySet

from mec.core.db import found_among, removed_among
from mec.projects.models import Partner, Project


def partners_of(project: Project) -> QuerySet[Partner]:
    """Return the partners, the first added first; who may read their contact is asked of the rule."""
    return Partner.objects.filter(project=project, removed_at=None).order_by("pk")


def removed_partners_of(project: Project) -> QuerySet[Partner]:
    """Return those that may be restored, with who removed them, the last removed first."""
    return removed_among(Partner.objects.filter(project=project))


def all_partners_of(project: Project) -> QuerySet[Partner]:
    """Return both, for an address that names one."""
    return found_among(Partner.objects.filter(project=project))
