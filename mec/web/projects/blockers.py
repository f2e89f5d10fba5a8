"""What blocks the project: say it, see what may unblock it, say what lifted it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from mec.core.access import can, require
from mec.core.db import keyset_page
from mec.core.http import Audience, page
from mec.core.ui.french import listed
from mec.projects.clock import blocked_words
from mec.projects.enums import BLOCKER_NAMES, BlockerKind, Permission, PhaseStatus
from mec.projects.models import Blocker, Project
from mec.projects.queries import blockers_of, open_blockers
from mec.projects.services import (
    BlockerChangedError,
    BlockerResolvedError,
    reopen_blocker,
    report_blocker,
    resolve_blocker,
)
from mec.recommendations.queries import help_for_blocker, recommend
from mec.recommendations.reading import facts_of
from mec.web.projects.blocker_forms import BlockerForm, ResolutionForm
from mec.web.projects.sheet import head, visible_project

OLDEST_FIRST = ("since", "pk")
LATEST_FIRST = ("-resolved_at", "-pk")


@page(audience=Audience.SIGNED_IN)
def blockers(request: HttpRequest, reference: str) -> HttpResponse:
    """The blockers of the project: those of today, the longest first, then those that were lifted."""
    project = visible_project(request, reference)
    lifted = blockers_of(project).filter(resolved_at__isnull=False)
    found = keyset_page(lifted, order=LATEST_FIRST, cursor=request.GET.get("apres", ""))
    context = {
        "head": head(request, project, "detail"),
        "blockers": with_clocks(open_blockers(project)) if found.is_first else [],
        "lifted": with_clocks(found.rows),
        "page": found,
        "may_report": can(request.user, Permission.REPORT_BLOCKER, project),
    }
    return render(request, "projects/blockers.html", context)


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"])
def report(request: HttpRequest, reference: str) -> HttpResponse:
    project = visible_project(request, reference)
    require(request.user, Permission.REPORT_BLOCKER, project)
    may_mark = can(request.user, Permission.EDIT, project) and project.phase_status != PhaseStatus.BLOCKED
    form = BlockerForm(request.POST if request.method == "POST" else None, may_mark=may_mark)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        blocker = report_blocker(
            project,
            kind=BlockerKind(values["kind"]),
            description=values["description"],
            since=values["since"],
            key=values["key"],
            mark_blocked=values.get("mark_blocked", False),
            actor=request.user,
        )
        messages.success(request, "Le blocage est signalé. Voici ce qui peut vous débloquer.")
        return redirect("projects:blocker", reference, blocker.pk)
    context = {
        "head": head(request, project, "detail"),
        "form": form,
        "blockers": with_clocks(open_blockers(project)),
    }
    return render(request, "projects/blocker_report.html", context, status=422 if form.errors else 200)


@page(audience=Audience.SIGNED_IN)
def blocker(request: HttpRequest, reference: str, blocker_id: int) -> HttpResponse:
    """One blocker, and while it is open what may unblock it."""
    project, found = _blocker_of(request, reference, blocker_id)
    return render(request, "projects/blocker.html", _context(request, project, found))


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"])
def resolve(request: HttpRequest, reference: str, blocker_id: int) -> HttpResponse:
    project, found = _blocker_of(request, reference, blocker_id)
    require(request.user, Permission.REPORT_BLOCKER, project)
    posted = request.POST if request.method == "POST" else None
    form = ResolutionForm(posted, may_resume=_may_resume(request, project, found))
    if request.method == "POST" and form.is_valid():
        return _resolved(request, project, found, form)
    if request.method != "POST" and not found.is_open:
        return redirect("projects:blocker", reference, blocker_id)
    context = {"head": head(request, project, "detail"), "shown": _shown(found), "form": form}
    return render(request, "projects/blocker_resolve.html", context, status=422 if form.errors else 200)


def _resolved(request: HttpRequest, project: Project, found: Blocker, form: ResolutionForm) -> HttpResponse:
    text = form.cleaned_data["resolution"]
    try:
        resolve_blocker(found, resolution=text, resume=form.cleaned_data.get("resume", False), actor=request.user)
    except BlockerResolvedError as error:
        context = _context(request, project, error.blocker) | {"typed": text}
        return render(request, "projects/blocker_conflict.html", context, status=409)
    messages.success(request, "Le blocage est levé. Les personnes qui suivent le projet en sont averties.")
    return redirect("projects:blocker", project.reference, found.pk)


@page(audience=Audience.SIGNED_IN, methods=["POST"])
def reopen(request: HttpRequest, reference: str, blocker_id: int) -> HttpResponse:
    _, found = _blocker_of(request, reference, blocker_id)
    try:
        reopen_blocker(found, resolved_at=request.POST.get("resolved_at", ""), actor=request.user)
        messages.success(request, "Le blocage est rouvert. Ce qui l’avait levé reste dans l’historique.")
    except BlockerChangedError:
        messages.error(request, "Quelqu’un vient de lever ce blocage à nouveau : relisez ce qu’il en dit.")
    return redirect("projects:blocker", reference, blocker_id)


def with_clocks(found: Any) -> list[dict[str, Any]]:
    return [_shown(blocker) for blocker in found]


def _shown(blocker: Blocker) -> dict[str, Any]:
    name = BLOCKER_NAMES[BlockerKind(blocker.kind)]
    return {
        "blocker": blocker,
        "title": f"{name[0].upper()}{name[1:]}",
        "clock": blocked_words(blocker, timezone.localdate()),
        "kind": "warning" if blocker.is_open else "success",
    }


def _blocker_of(request: HttpRequest, reference: str, blocker_id: int) -> tuple[Project, Blocker]:
    project = visible_project(request, reference)
    found = get_object_or_404(blockers_of(project), pk=blocker_id)
    found.project = project
    return project, found


def _may_resume(request: HttpRequest, project: Project, found: Blocker) -> bool:
    """Say whether lifting this one may put the progress back: nothing else blocks the project."""
    marked = project.phase_status == PhaseStatus.BLOCKED and can(request.user, Permission.EDIT, project)
    return marked and not open_blockers(project).exclude(pk=found.pk).exists()


def _context(request: HttpRequest, project: Project, found: Blocker) -> dict[str, Any]:
    shown = head(request, project, "detail")
    return {
        "head": shown,
        "shown": _shown(found),
        "may_report": can(request.user, Permission.REPORT_BLOCKER, project),
        "help": help_for_blocker(recommend(facts_of(project)), found.kind) if found.is_open else [],
        "told": listed(_told(shown)),
    }


def _told(shown: Any) -> list[str]:
    """Name those who hear of a blocker, for the sentence that says so."""
    in_charge = shown.assignment.holder if shown.assignment else ""
    return [name for name in ("les membres du projet", shown.recipients, in_charge) if name]
