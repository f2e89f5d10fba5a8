"""With whom a project is done."""

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from mec.projects.models import Partner, Project

PARTNERS_KEPT = timedelta(days=30)
"""How long a partner that was removed may be restored; then its contact is forgotten."""


def partners_of(project: Project) -> QuerySet[Partner]:
    """Return the partners, the first added first; who may read their contact is asked of the rule."""
    return Partner.objects.filter(project=project, removed_at=None).order_by("pk")


def removed_partners_of(project: Project) -> QuerySet[Partner]:
    """Return those that may be restored, with who removed them, the last removed first."""
    removed = Partner.objects.filter(project=project, removed_at__gte=timezone.now() - PARTNERS_KEPT)
    return removed.select_related("removed_by").order_by("-removed_at", "-pk")


def all_partners_of(project: Project) -> QuerySet[Partner]:
    """Return both, for an address that names one."""
    kept = Q(removed_at=None) | Q(removed_at__gte=timezone.now() - PARTNERS_KEPT)
    return Partner.objects.filter(kept, project=project).select_related("removed_by")
