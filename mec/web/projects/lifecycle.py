"""Where a project stands, and what becomes of it: archived, deleted, brought back."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from mec.core.access import can, require
from mec.core.db import StaleVersionError
from mec.core.http import Audience, page
from mec.core.journal.queries import entries_of
from mec.projects.enums import Permission, PhaseStatus, Verb
from mec.projects.models import Project
from mec.projects.queries import RECOVERY, deleted_projects_witnessed_by
from mec.projects.services import (
    NotADraftError,
    ReasonMissingError,
    TooLateError,
    archive_project,
    delete_project,
    discard_draft,
    restore_project,
    set_progress,
    unarchive_project,
)
from mec.taxonomy.enums import Phase
from mec.web.projects.forms import ProgressForm, ReasonForm
from mec.web.projects.sheet import head, visible_project
from mec.web.requests import typed_over


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"])
def progress(request: HttpRequest, reference: str) -> HttpResponse:
    project = visible_project(request, reference)
    require(request.user, Permission.EDIT, project)
    if project.is_draft:
        return redirect("projects:edit", reference)
    if request.method != "POST":
        return _progress_page(request, project, progress_form(project))
    form = ProgressForm(request.POST)
    if not form.is_valid():
        return _progress_page(request, project, form, status=422)
    try:
        _set_progress(request, project, form)
    except ReasonMissingError:
        form.ask_reason()
        return _progress_page(request, project, form, status=422)
    except StaleVersionError:
        project.refresh_from_db()
        if not form.says_what_is_recorded(project):
            return _progress_page(request, project, ProgressForm(typed_over(request, project.version)), status=409)
    messages.success(request, "L’avancement du projet est enregistré.")
    return redirect("projects:detail", reference)


def progress_form(project: Project) -> ProgressForm:
    initial = {"version": project.version, "phase": project.phase, "status": project.phase_status}
    return ProgressForm(initial=initial)


def _set_progress(request: HttpRequest, project: Project, form: ProgressForm) -> None:
    values = form.cleaned_data
    set_progress(
        project,
        phase=Phase(values["phase"]),
        status=PhaseStatus(values["status"]),
        reason=values["reason"],
        expected_version=values["version"],
        actor=request.user,
    )


def _progress_page(request: HttpRequest, project: Project, form: ProgressForm, status: int = 200) -> HttpResponse:
    context = {"head": head(request, project, ""), "form": form, "is_stale": status == 409}  # noqa: PLR2004 -- conflict
    return render(request, "projects/progress.html", context, status=status)


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"])
def archive(request: HttpRequest, reference: str) -> HttpResponse:
    project = visible_project(request, reference, even_archived=True)
    require(request.user, Permission.ARCHIVE, project)
    if project.is_draft:
        return redirect("projects:discard", reference)
    if project.is_archived:
        return redirect("projects:detail", reference)

    def act(reason: str) -> None:
        archive_project(project, reason=reason, actor=request.user)

    return _with_a_reason(request, project, "projects/archive.html", act, "Le projet est archivé : il se lit toujours.")


@page(audience=Audience.SIGNED_IN, methods=["POST"])
def unarchive(request: HttpRequest, reference: str) -> HttpResponse:
    project = visible_project(request, reference, even_archived=True)
    unarchive_project(project, actor=request.user)
    messages.success(request, "Le projet est sorti des archives : chacun peut de nouveau y écrire.")
    return redirect("projects:detail", reference)


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"])
def discard(request: HttpRequest, reference: str) -> HttpResponse:
    """Delete: a draft at once, since it is brought back in one click; a sent project with a reason."""
    if deleted_projects_witnessed_by(request.user).filter(reference=reference).exists():
        return redirect("projects:deleted", reference)
    project = visible_project(request, reference, even_archived=True)
    require(request.user, Permission.DELETE, project)
    if project.is_draft:
        return _discard_draft(request, project)

    def act(reason: str) -> None:
        delete_project(project, reason=reason, actor=request.user)

    done = f"Le projet « {project} » est supprimé."
    return _with_a_reason(request, project, "projects/delete.html", act, done)


def _discard_draft(request: HttpRequest, project: Project) -> HttpResponse:
    if request.method != "POST":
        return render(request, "projects/delete_draft.html", {"project": project})
    try:
        discard_draft(project, actor=request.user)
        messages.success(request, f"Le brouillon « {project} » est supprimé.")
    except NotADraftError:
        messages.error(request, "Ce projet n’est plus un brouillon : il n’a pas été supprimé.")
        return redirect("projects:detail", project.reference)
    return redirect("projects:deleted", project.reference)


def _with_a_reason(
    request: HttpRequest, project: Project, template: str, act: Callable[[str], None], done: str
) -> HttpResponse:
    """Ask to confirm and to say why; then act, say that it is done, and go where the project is now."""
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        act(form.cleaned_data["reason"])
        messages.success(request, done)
        return redirect("projects:deleted" if project.is_discarded else "projects:detail", project.reference)
    context = {"head": head(request, project, ""), "form": form, "recovery": RECOVERY.days}
    return render(request, template, context, status=422 if form.errors else 200)


@page(audience=Audience.SIGNED_IN)
def deleted(request: HttpRequest, reference: str) -> HttpResponse:
    """Tell those who saw a project that it was deleted, by whom and why, and until when it can be brought back."""
    project = _deleted_project(request, reference)
    context = {
        "project": project,
        "entry": entries_of(project).filter(verb__in=[Verb.DELETED, Verb.DISCARDED]).select_related("actor").last(),
        "until": project.updated_at + RECOVERY,
        "may_restore": can(request.user, Permission.DELETE, project),
    }
    return render(request, "projects/deleted.html", context)


@page(audience=Audience.SIGNED_IN, methods=["POST"])
def restore(request: HttpRequest, reference: str) -> HttpResponse:
    known = deleted_projects_witnessed_by(request.user).filter(reference=reference).first()
    project = known or visible_project(request, reference, even_archived=True)
    require(request.user, Permission.DELETE, project)
    try:
        if project.is_discarded:
            restore_project(project, actor=request.user)
            messages.success(request, f"« {project} » est rétabli.")
        else:
            messages.info(request, "Ce projet n’était pas supprimé.")
    except TooLateError:
        messages.error(request, f"Ce projet a été supprimé il y a plus de {RECOVERY.days} jours.")
        return redirect("projects:list")
    return redirect("projects:edit" if project.is_draft else "projects:detail", reference)


def _deleted_project(request: HttpRequest, reference: str) -> Project:
    projects = deleted_projects_witnessed_by(request.user).select_related("owner").prefetch_related("departements")
    return get_object_or_404(projects, reference=reference)
