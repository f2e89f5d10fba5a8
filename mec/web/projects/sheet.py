"""What every page of a project's sheet shows: its head, its tabs, what comes next."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from mec.core.access import can
from mec.organizations.names import state_names
from mec.organizations.queries import answering_by_departement
from mec.projects.enums import Permission
from mec.projects.models import Assignment, Project
from mec.projects.queries import current_assignment, discarded_drafts, projects_visible_to
from mec.projects.rules import Standing, standing_of
from mec.taxonomy.enums import Phase

TABS = (
    ("detail", "Présentation", Permission.VIEW),
    ("exchanges", "Échanges", Permission.VIEW),
    ("recommendations", "Recommandations", Permission.VIEW),
    ("members", "Membres", Permission.VIEW),
    ("history", "Historique", Permission.VIEW),
    ("state_zone", "Zone de l’État", Permission.VIEW_STATE_ZONE),
)


@dataclass(frozen=True)
class Tab:
    label: str
    url: str
    current: bool


@dataclass(frozen=True)
class Head:
    """The first screen of a sheet, the same on each tab."""

    project: Project
    standing: Standing
    tabs: list[Tab]
    assignment: Assignment | None
    recipients: str
    """"la DDT et la préfecture de l’Ardèche"."""
    to_recipients: str
    """"à la DDT et à la préfecture de l’Ardèche"."""
    phase_rank: int
    next_phase: str
    may_edit: bool
    may_submit: bool
    may_post: bool
    may_invite: bool
    may_take_charge: bool


def visible_project(request: HttpRequest, reference: str) -> Project:
    """Return the project or raise Http404, the same whether it is absent or not for this person."""
    projects = projects_visible_to(request.user).select_related("owner").prefetch_related("territories", "departements")
    return get_object_or_404(projects, reference=reference)


def discarded_project(request: HttpRequest, reference: str) -> Project:
    """Return a draft that was put away, or the project itself when it has just been brought back."""
    put_away = discarded_drafts(request.user).filter(reference=reference).first()
    return put_away or visible_project(request, reference)


def head(request: HttpRequest, project: Project, current: str) -> Head:
    user: Any = request.user
    assignment = current_assignment(project) if project.is_sent else None
    answering = answering_by_departement(project.departements.all())
    ranks = list(Phase)
    rank = ranks.index(Phase(project.phase)) if project.phase else -1
    return Head(
        project=project,
        standing=standing_of(user, project),
        tabs=[
            Tab(label, reverse(f"projects:{name}", args=[project.reference]), name == current)
            for name, label, permission in TABS
            if can(user, permission, project)
        ],
        assignment=assignment,
        recipients=state_names(answering),
        to_recipients=state_names(answering, to=True),
        phase_rank=rank + 1,
        next_phase=ranks[rank + 1].label if 0 <= rank < len(ranks) - 1 else "",
        may_edit=can(user, Permission.EDIT, project),
        may_submit=project.is_draft and can(user, Permission.SUBMIT, project),
        may_post=can(user, Permission.POST, project),
        may_invite=can(user, Permission.INVITE, project),
        may_take_charge=assignment is None and can(user, Permission.TAKE_CHARGE, project),
    )
