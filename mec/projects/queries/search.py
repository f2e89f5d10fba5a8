"""What a person may search among: the same projects as `projects_visible_to`, asked in two ways."""

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet

from mec.core.db import OneOf
from mec.core.search.within import Visible
from mec.organizations.queries import scope_of, state_departements_of
from mec.projects.enums import ProjectState
from mec.projects.models import Project, ProjectMember

NOT_SENT = [state for state in ProjectState if state != ProjectState.SUBMITTED]
MANY_DEPARTEMENTS = 3
"""Who covers more of them sees more projects than are worth counting one by one."""


def projects_searched_by(user: Any) -> Visible:
    """Return what `projects_visible_to` returns, for `mec.core.search`; a test holds them together."""
    if not getattr(user, "is_active", False):
        return Visible(Project.objects.none().values("pk"), lambda _: Project.objects.none().values("pk"))
    every = Project.objects.exclude(state=ProjectState.DISCARDED)
    # Said by exclusion, so that no engine starts from the index of all that was sent.
    lines = Project.departements.through.objects.exclude(project__state__in=NOT_SENT)

    def visible(projects: QuerySet[Project], covered: QuerySet[Any]) -> QuerySet[Any, Any]:
        owned = projects.filter(owner__in=scope_of(user).organizations)
        joined = projects.filter(pk__in=ProjectMember.objects.filter(user=user).values("project"))
        covered = covered.filter(territory__in=state_departements_of(user))
        return owned.values("pk").union(joined.values("pk"), covered.values("project"), all=True)

    def among(ids: Collection[int]) -> QuerySet[Any, Any]:
        return visible(every.filter(OneOf("pk", ids)), lines.filter(OneOf("project_id", ids)))

    return Visible(visible(every, lines), among, many=len(state_departements_of(user)) > MANY_DEPARTEMENTS)
