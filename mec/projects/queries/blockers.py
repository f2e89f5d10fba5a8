"""What blocks projects, and since when."""

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet

from mec.core.db import OneOf
from mec.projects.models import Blocker, Project
from mec.projects.queries.lists import projects_visible_to


def blockers_of(project: Project) -> QuerySet[Blocker]:
    """Return every blocker of the project, with its people; the caller orders them."""
    return project.blockers.select_related("opened_by", "resolved_by")


def open_blockers(project: Project) -> QuerySet[Blocker]:
    """Return what blocks the project today, the longest first."""
    return blockers_of(project).filter(resolved_at=None).order_by("since", "pk")


def open_blockers_among(ids: Collection[int]) -> dict[int, list[Blocker]]:
    """Return likewise for many projects, by id, without the people; in one query."""
    found: dict[int, list[Blocker]] = {pk: [] for pk in ids}
    for blocker in Blocker.objects.filter(OneOf("project_id", found), resolved_at=None).order_by("since", "pk"):
        found[blocker.project_id].append(blocker)
    return found


def oldest_open_blocker(project: Project) -> Blocker | None:
    return open_blockers(project).first()


def open_blocker_kinds(project: Project) -> frozenset[str]:
    """Return the codes of `BlockerKind` that block the project today."""
    return frozenset(project.blockers.filter(resolved_at=None).values_list("kind", flat=True))


def open_blockers_visible_to(user: Any) -> QuerySet[Blocker]:
    """Return what blocks the projects that the person may see, archived ones left out, the longest first."""
    projects = projects_visible_to(user).filter(archived_at=None)
    return (
        Blocker.objects.filter(resolved_at=None, project__in=projects)
        .select_related("project__owner", "opened_by")
        .order_by("since", "pk")
    )
