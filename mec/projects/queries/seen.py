"""One project, read whole for the pages of its sheet."""

from typing import Any

from django.db.models import Prefetch

from mec.core.access import can
from mec.organizations.queries import with_pairs
from mec.projects.enums import Permission
from mec.projects.models import Project
from mec.projects.queries.follow import with_following
from mec.projects.queries.lists import with_own_role
from mec.projects.queries.sheet import with_current_assignment
from mec.projects.rules import remember_role


def project_seen_by(user: Any, reference: str) -> Project | None:
    """Return the project with what every page of its sheet shows; None if it is absent, or not for this person.

    Judged by the rules, on what the page reads anyway: for one project, the conditions of `projects_visible_to` cost
    more than the project itself. With `followed` and `stopped_count`; `assignment_of` says who follows it.
    """
    named = Project.objects.filter(reference=reference)
    shown = with_current_assignment(with_following(with_own_role(named, user), user)).select_related("owner__territory")
    project = shown.prefetch_related(Prefetch("departements", with_pairs())).first()
    if project is None:
        return None
    remember_role(user, project, vars(project)["own_role"] or "")
    return project if can(user, Permission.VIEW, project) else None
