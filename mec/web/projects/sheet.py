"""What every page of a project's sheet shows: its head, its tabs, what comes next."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse

from mec.core.access import can
from mec.organizations.models import Organization
from mec.organizations.names import state_names
from mec.organizations.queries import answering_by_departement
from mec.projects.enums import EventClass, Permission
from mec.projects.models import Assignment, Project
from mec.projects.queries import assignment_of, project_seen_by, told_anyway
from mec.projects.rules import Standing, standing_of
from mec.taxonomy.enums import Phase
from mec.territories.models import Territory
from mec.web.projects.words import progress_of

TABS = (
    ("detail", "Présentation", Permission.VIEW),
    ("exchanges", "Échanges", Permission.VIEW),
    ("files", "Fichiers", Permission.VIEW),
    ("recommendations", "Recommandations", Permission.VIEW),
    ("funding", "Plan de financement", Permission.VIEW),
    ("members", "Membres", Permission.VIEW),
    ("history", "Historique", Permission.VIEW),
    ("state_zone", "Zone de l’État", Permission.VIEW_STATE_ZONE),
)

HALF = 4
"""Digits in each group of a reference."""


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
    reference: str
    """As one reads it aloud: "4821 7393"."""
    progress: str
    """"Étude, en retard"."""
    may_edit: bool
    may_submit: bool
    may_post: bool
    may_invite: bool
    may_take_charge: bool
    may_archive: bool
    may_delete: bool
    may_manage_members: bool
    told: frozenset[EventClass]
    """What the person is told of without having chosen anything."""
    follows: bool
    """Hears of something of the project."""
    may_assign: bool


class ArchivedProjectError(PermissionDenied):
    """Somebody writes in a project that was archived, perhaps since they opened the page; `explanation` says so."""

    explanation = (
        "Ce projet est archivé : on le lit, on n’y écrit plus. La collectivité qui le porte peut le sortir des "
        "archives."
    )


def visible_project(request: HttpRequest, reference: str, *, even_archived: bool = False) -> Project:
    """Return the project or raise Http404, the same whether it is absent or not for this person.

    A request that writes in an archived project is refused with an explanation, unless the page says `even_archived`,
    because it may, or because it has first to hide itself from some; the services refuse it whatever the page says.
    """
    project = project_seen_by(request.user, reference)
    if project is None:
        raise Http404
    if not even_archived:
        refuse_if_archived(request, project)
    return project


def refuse_if_archived(request: HttpRequest, project: Project) -> None:
    if request.method == "POST" and project.is_archived:
        raise ArchivedProjectError


def canonical_reference(typed: str) -> str:
    """Return "4821-7393" for what people type or dictate, "4821 7393" or "48217393"; else what was typed."""
    digits = "".join(character for character in typed if character in "0123456789")
    written = "".join(character for character in typed if not (character.isspace() or character in "-.–‑"))
    return f"{digits[:HALF]}-{digits[HALF:]}" if len(digits) == 2 * HALF and written == digits else typed


def answering_of(project: Project) -> list[tuple[Territory, list[Organization]]]:
    """Return which State services answer for each département of the project, read once per project as loaded."""
    known: list[tuple[Territory, list[Organization]]] | None = vars(project).get("_answering")
    if known is None:
        known = answering_by_departement(project.departements.all())
        vars(project)["_answering"] = known
    return known


def head(request: HttpRequest, project: Project, current: str) -> Head:
    user: Any = request.user
    assignment = assignment_of(project) if project.is_sent else None
    answering = answering_of(project)
    services = [organization for _, organizations in answering for organization in organizations]
    told = told_anyway(user, project, assignment=assignment, answering=services)
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
        reference=project.spoken_reference,
        progress=progress_of(project),
        may_edit=can(user, Permission.EDIT, project),
        may_submit=project.is_draft and can(user, Permission.SUBMIT, project),
        may_post=can(user, Permission.POST, project),
        may_invite=can(user, Permission.INVITE, project),
        may_take_charge=assignment is None and can(user, Permission.TAKE_CHARGE, project),
        may_archive=project.is_sent and can(user, Permission.ARCHIVE, project),
        may_delete=can(user, Permission.DELETE, project),
        may_manage_members=can(user, Permission.MANAGE_MEMBERS, project),
        told=told,
        follows=_follows(project, told),
        may_assign=project.is_sent and can(user, Permission.ASSIGN, project),
    )


def _follows(project: Any, told: frozenset[EventClass]) -> bool:
    """Say whether anything of a project read by `visible_project` reaches the person."""
    return bool(project.followed or len(told) > project.stopped_count)
