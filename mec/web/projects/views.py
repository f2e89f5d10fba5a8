"""The collectivité's list and the tabs of the sheet."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from mec.conversations.queries import messages_of
from mec.core.access import can, require
from mec.core.db import keyset_page
from mec.core.http import Audience, page
from mec.core.journal.queries import timeline
from mec.projects.enums import Permission
from mec.projects.queries import discarded_drafts, for_list_page, own_projects, with_submit_right
from mec.projects.services import post_message, post_state_message
from mec.recommendations.queries import recommend
from mec.web.projects.events import events
from mec.web.projects.facts import facts_of
from mec.web.projects.forms import MessageForm
from mec.web.projects.sheet import head, visible_project

NEWEST_FIRST = ("-updated_at", "-pk")
DISCARDED_SHOWN = 10


@page(audience=Audience.SIGNED_IN)
def project_list(request: HttpRequest) -> HttpResponse:
    projects = for_list_page(with_submit_right(own_projects(request.user), request.user))
    found = keyset_page(projects, order=NEWEST_FIRST, cursor=request.GET.get("apres", ""))
    discarded = discarded_drafts(request.user)[:DISCARDED_SHOWN]
    return render(request, "projects/list.html", {"page": found, "discarded": discarded})


@page(audience=Audience.SIGNED_IN)
def detail(request: HttpRequest, reference: str) -> HttpResponse:
    project = visible_project(request, reference)
    context = {"head": head(request, project, "detail"), "events": events(timeline(request.user, project)[:3])}
    return render(request, "projects/detail.html", context)


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"])
def exchanges(request: HttpRequest, reference: str) -> HttpResponse:
    project = visible_project(request, reference)
    form = MessageForm(request.POST or None)
    if request.method == "POST":
        require(request.user, Permission.POST, project)
        if form.is_valid():
            post_message(project, body=form.cleaned_data["body"], key=form.cleaned_data["key"], actor=request.user)
            messages.success(request, "Votre message est envoyé.")
            return redirect("projects:exchanges", reference)
    context = {"head": head(request, project, "exchanges"), "thread": messages_of(project.thread_id), "form": form}
    return render(request, "projects/exchanges.html", context, status=422 if form.errors else 200)


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"])
def state_zone(request: HttpRequest, reference: str) -> HttpResponse:
    project = visible_project(request, reference)
    if not can(request.user, Permission.VIEW_STATE_ZONE, project):
        raise Http404
    form = MessageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        post_state_message(project, body=form.cleaned_data["body"], key=form.cleaned_data["key"], actor=request.user)
        messages.success(request, "Votre message est envoyé aux services de l’État, et à eux seuls.")
        return redirect("projects:state_zone", reference)
    thread = messages_of(project.state_thread_id)
    context = {"head": head(request, project, "state_zone"), "thread": thread, "form": form}
    return render(request, "projects/state_zone.html", context, status=422 if form.errors else 200)


@page(audience=Audience.SIGNED_IN)
def recommendations(request: HttpRequest, reference: str) -> HttpResponse:
    project = visible_project(request, reference)
    context = {"head": head(request, project, "recommendations"), "found": recommend(facts_of(project))}
    return render(request, "projects/recommendations.html", context)


@page(audience=Audience.SIGNED_IN)
def history(request: HttpRequest, reference: str) -> HttpResponse:
    project = visible_project(request, reference)
    found = keyset_page(timeline(request.user, project), order=("-pk",), cursor=request.GET.get("apres", ""))
    context = {"head": head(request, project, "history"), "page": found, "events": events(found.rows)}
    return render(request, "projects/history.html", context)
