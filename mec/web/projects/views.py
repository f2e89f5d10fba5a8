"""The collectivité's list and the tabs of the sheet."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from mec.conversations.models import Message
from mec.core.access import can, require
from mec.core.db import keyset_page
from mec.core.http import Audience, page
from mec.core.journal.queries import entries_of, timeline
from mec.organizations.queries import scope_of
from mec.projects.enums import EntryAudience, Permission, Verb
from mec.projects.models import Project
from mec.projects.queries import (
    archived_projects,
    blockers_of,
    consortium_of,
    deleted_projects,
    for_list_page,
    open_blockers,
    own_projects,
    projects_visible_to,
    with_open_blockers,
    with_submit_right,
)
from mec.projects.services import NoRoomError, post_message, post_state_message
from mec.web.projects.audience import who_sees
from mec.web.projects.blockers import with_clocks
from mec.web.projects.events import events
from mec.web.projects.files import with_files
from mec.web.projects.forms import MessageForm
from mec.web.projects.lifecycle import progress_form
from mec.web.projects.scopes import PARAMETER, narrowed, scope_links
from mec.web.projects.sheet import canonical_reference, head, refuse_if_archived, visible_project
from mec.web.projects.uploads import posted, received, say_no_room, status_of
from mec.web.projects.words import facts_in_words

NEWEST_FIRST = ("-updated_at", "-pk")
ARCHIVED, DELETED = "archives", "supprimes"
MOST_TYPED = 40


@page(audience=Audience.SIGNED_IN)
def project_list(request: HttpRequest) -> HttpResponse:
    scope = scope_of(request.user)
    shown, chosen = request.GET.get("voir", ""), request.GET.get(PARAMETER, "")
    lists = {ARCHIVED: archived_projects, DELETED: deleted_projects}
    projects = narrowed(lists.get(shown, own_projects)(request.user), request.user, chosen)
    found = keyset_page(
        for_list_page(with_open_blockers(with_submit_right(projects, request.user))),
        order=NEWEST_FIRST,
        cursor=request.GET.get("apres", ""),
    )
    context = {
        "page": found,
        "filters": _filters(shown if shown in lists else ""),
        "shown": shown if shown in lists else "",
        "scopes": [] if shown in lists else scope_links(request.user, chosen),
        "belongs": bool(scope.organizations),
        "may_start": bool(scope.collectivites),
        "in_state": bool(scope.state_services),
    }
    return render(request, "projects/list.html", context)


def _filters(shown: str) -> list[dict[str, object]]:
    choices = (("En cours", ""), ("Archivés", ARCHIVED), ("Supprimés", DELETED))
    return [
        {
            "label": label,
            "url": f"{reverse('projects:list')}{'?voir=' if code else ''}{code}",
            "current": shown == code,
        }
        for label, code in choices
    ]


@page(audience=Audience.SIGNED_IN)
def open_by_reference(request: HttpRequest) -> HttpResponse:
    """Open the project whose reference somebody dictated: "4821 7393"."""
    typed = request.GET.get("reference", "").strip()
    reference = canonical_reference(typed)
    if projects_visible_to(request.user).filter(reference=reference).exists():
        return redirect("projects:detail", reference)
    context = {"typed": typed[:MOST_TYPED]}
    return render(request, "projects/open.html", context, status=404 if typed else 200)


@page(audience=Audience.SIGNED_IN)
def detail(request: HttpRequest, reference: str) -> HttpResponse:
    if (canonical := canonical_reference(reference)) != reference:
        return redirect("projects:detail", canonical)
    project = visible_project(request, reference)
    shown = head(request, project, "detail")
    blockers = with_clocks(open_blockers(project))
    context = {
        "head": shown,
        "facts": facts_in_words(project),
        "consortium": consortium_of(project),
        "events": events(timeline(request.user, project)[:3]),
        "form": progress_form(project) if shown.may_edit and project.is_sent else None,
        "archived": entries_of(project).filter(verb=Verb.ARCHIVED).select_related("actor").last()
        if project.is_archived
        else None,
        "blockers": blockers,
        "had_blockers": bool(blockers) or blockers_of(project).exists(),
        "may_report": can(request.user, Permission.REPORT_BLOCKER, project),
    }
    return render(request, "projects/detail.html", context)


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"], files=True)
def exchanges(request: HttpRequest, reference: str) -> HttpResponse:
    project = visible_project(request, reference)
    form = MessageForm(*posted(request))
    if request.method == "POST":
        require(request.user, Permission.POST, project)
        if form.is_valid() and _sent(request, project, form, post_message):
            messages.success(request, "Votre message est envoyé.")
            return redirect("projects:exchanges", reference)
    context = {
        "head": head(request, project, "exchanges"),
        "thread": with_files(request, project, project.thread_id),
        "audience": who_sees(project, EntryAudience.MEMBERS),
        "form": form,
    }
    return render(request, "projects/exchanges.html", context, status=status_of(form))


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"], files=True)
def state_zone(request: HttpRequest, reference: str) -> HttpResponse:
    project = visible_project(request, reference, even_archived=True)
    if not can(request.user, Permission.VIEW_STATE_ZONE, project):
        raise Http404
    refuse_if_archived(request, project)
    form = MessageForm(*posted(request))
    if request.method == "POST" and form.is_valid() and _sent(request, project, form, post_state_message):
        messages.success(request, "Votre message est envoyé aux services de l’État, et à eux seuls.")
        return redirect("projects:state_zone", reference)
    context = {
        "head": head(request, project, "state_zone"),
        "may_post": can(request.user, Permission.POST_STATE_ZONE, project),
        "thread": with_files(request, project, project.state_thread_id),
        "audience": who_sees(project, EntryAudience.STATE),
        "form": form,
    }
    return render(request, "projects/state_zone.html", context, status=status_of(form))


def _sent(request: HttpRequest, project: Project, form: MessageForm, post: Callable[..., Message]) -> bool:
    """Post the message with its files, or leave it whole in the form when one of them is refused."""
    with received(form, request.user) as stored:
        try:
            if not form.errors:
                values = form.cleaned_data
                post(project, body=values["body"], key=values["key"], files=stored, actor=request.user)
        except NoRoomError:
            say_no_room(form)
    if form.errors:
        form.say_choose_again()
    return not form.errors


@page(audience=Audience.SIGNED_IN)
def history(request: HttpRequest, reference: str) -> HttpResponse:
    project = visible_project(request, reference)
    found = keyset_page(timeline(request.user, project), order=("-pk",), cursor=request.GET.get("apres", ""))
    context = {"head": head(request, project, "history"), "page": found, "events": events(found.rows)}
    return render(request, "projects/history.html", context)
