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
from mec.projects.models import Assignment, Project
from mec.projects.queries import current_assignment, projects_visible_to
from mec.recommendations.enums import Permission
from mec.recommendations.orientation import orient
from mec.taxonomy.enums import Phase
from mec.territories.enums import PLACE_KINDS
from mec.territories.models import Territory
from mec.territories.places import places_of
from mec.territories.queries import TerritoryMatch, departements_of, search_territories
from mec.web.aids.places import LONGEST_NAME, MOST_CANDIDATES, Candidate, code_of, territory_of
from mec.web.aids.projects import latest_projects
from mec.web.place_links import Around, around_place, around_project

MOST_PROJECTS = 5


@dataclass(frozen=True)
class Asked:
    """What the address says: where, at which stage, for which project."""

    phase: str
    typed: str
    territories: Sequence[Territory]
    code: str
    """"commune-07186": how the address names the territory; empty when the project gives it."""
    candidates: Sequence[TerritoryMatch]
    project: Project | None
    assignment: Assignment | None

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
        "around": SimpleLazyObject(partial(_around, asked)),
        "phases": Phase.choices,
        "candidates": [_candidate(hit, asked.phase) for hit in asked.candidates],
        "projects": latest_projects(user, most=MOST_PROJECTS) if asked.project is None else [],
        "may_introduce": asked.project is not None and can(user, Permission.INTRODUCE, asked.project),
    }
    return render(request, "aids/orientation.html", context)


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
    return Asked(phase, "", territories, "", (), project, current_assignment(project))


def _of_address(request: HttpRequest) -> Asked:
    typed = request.GET.get("lieu", "").strip()[:LONGEST_NAME]
    territory = territory_of(request.GET.get("territoire", ""))
    hits = search_territories(typed, kinds=PLACE_KINDS, limit=MOST_CANDIDATES) if typed and not territory else []
    if len(hits) == 1:
        territory, hits = territory_of(f"{hits[0].kind}-{hits[0].code}"), []
    code = code_of(territory) if territory else ""
    return Asked(_phase(request), typed, [territory] if territory else [], code, hits, None, None)


def _phase(request: HttpRequest) -> str:
    phase = request.GET.get("etape", "")
    return phase if phase in Phase.values else ""


def _candidate(hit: TerritoryMatch, phase: str) -> Candidate:
    query = urlencode({"territoire": f"{hit.kind}-{hit.code}", **({"etape": phase} if phase else {})})
    return Candidate(hit.label, hit.detail, f"{reverse('aids:orientation')}?{query}")
