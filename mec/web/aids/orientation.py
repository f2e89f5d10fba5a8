"""Qui peut m’aider ? A stage, a place, and named contacts: read without an account."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode

from mec.core.access import can
from mec.core.http import Audience, page
from mec.offers.enums import Need
from mec.offers.finding import Wanted
from mec.projects.models import Assignment, Project
from mec.projects.queries import current_assignment, projects_visible_to
from mec.recommendations.enums import Permission
from mec.recommendations.orientation import orient
from mec.taxonomy.enums import Phase
from mec.territories.models import Territory
from mec.territories.places import places_of
from mec.territories.queries import departements_of
from mec.web.aids.listing import Query
from mec.web.aids.places import NOWHERE, Found, candidates_at, find_place
from mec.web.aids.projects import latest_projects
from mec.web.place_links import Around, around_place, around_project

MOST_PROJECTS = 5


@dataclass(frozen=True)
class Asked:
    """What the address says: where, at which stage, for which project."""

    phase: str
    territories: Sequence[Territory]
    found: Found
    """What the address says of the place; nothing when a project gives it."""
    project: Project | None = None
    assignment: Assignment | None = None

    @property
    def typed(self) -> str:
        return self.found.typed

    @property
    def where(self) -> str:
        return ", ".join(str(territory) for territory in self.territories)

    @property
    def phase_label(self) -> str:
        return str(Phase(self.phase).label) if self.phase else ""


@page(audience=Audience.PUBLIC)
def orientation(request: HttpRequest) -> HttpResponse:
    asked = _of_project(request) if request.GET.get("projet") else _of_address(request)
    found = None
    if asked.territories:
        found = orient(asked.phase, places_of(asked.territories), departements_of(asked.territories))
    user: Any = request.user
    context = {
        "asked": asked,
        "found": found,
        "everything": {need.value: _everything(asked, need) for need in Need} if found else {},
        "around": SimpleLazyObject(partial(_around, asked)),
        "phases": Phase.choices,
        "candidates": candidates_at(asked.found, request.GET, name="territoire"),
        "projects": latest_projects(user, most=MOST_PROJECTS) if asked.project is None else [],
        "may_introduce": asked.project is not None and can(user, Permission.INTRODUCE, asked.project),
    }
    return render(request, "aids/orientation.html", context)


def _everything(asked: Asked, need: Need) -> str:
    """Return where all the offers of a need are: the catalogue, or what the matching says of the project."""
    if asked.project:
        return f"{reverse('projects:recommendations', args=[asked.project.reference])}?{urlencode({'besoin': need})}"
    return Query(Wanted(need=need, phase=asked.phase), asked.found).url()


def _around(asked: Asked) -> Around:
    if asked.project:
        return around_project(asked.project)
    return around_place(asked.territories[0] if asked.territories else None)


def _of_project(request: HttpRequest) -> Asked:
    """Read the place and the stage of a project; who follows it is named to those who see it."""
    projects = projects_visible_to(request.user).prefetch_related("territories")
    project = get_object_or_404(projects, reference=request.GET["projet"])
    phase = _phase(request) if "etape" in request.GET else project.phase
    territories = list(project.territories.all())
    return Asked(phase, territories, NOWHERE, project, current_assignment(project))


def _of_address(request: HttpRequest) -> Asked:
    found = find_place(request.GET)
    return Asked(_phase(request), [found.territory] if found.territory else [], found)


def _phase(request: HttpRequest) -> str:
    phase = request.GET.get("etape", "")
    return phase if phase in Phase.values else ""
