"""The State side: what waits for an answer, what is followed, one click to take a project in charge."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from mec.core.db import keyset_page
from mec.core.http import Audience, page
from mec.organizations.queries import is_state_agent
from mec.projects.queries import figures, for_list_page, projects_visible_to, state_projects, waiting
from mec.projects.services import AlreadyInChargeError, take_charge

OLDEST_FIRST = ("submitted_at", "pk")
NEWEST_FIRST = ("-submitted_at", "-pk")

View = Callable[..., HttpResponse]


def for_state_agents(view: View) -> View:
    """The State side does not exist for anybody else."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_state_agent(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@page(audience=Audience.SIGNED_IN)
@for_state_agents
def inbox(request: HttpRequest) -> HttpResponse:
    projects = waiting(state_projects(request.user))
    found = keyset_page(for_list_page(projects), order=OLDEST_FIRST, cursor=request.GET.get("apres", ""))
    context = {"page": found, **figures(projects)}
    return render(request, "state/inbox.html", context)


@page(audience=Audience.SIGNED_IN)
@for_state_agents
def board(request: HttpRequest) -> HttpResponse:
    projects = state_projects(request.user)
    found = keyset_page(for_list_page(projects), order=NEWEST_FIRST, cursor=request.GET.get("apres", ""))
    context = {"page": found, **figures(projects)}
    return render(request, "state/board.html", context)


@page(audience=Audience.SIGNED_IN, methods=["POST"])
@for_state_agents
def take(request: HttpRequest, reference: str) -> HttpResponse:
    project = get_object_or_404(projects_visible_to(request.user), reference=reference)
    try:
        take_charge(project, actor=request.user)
        messages.success(request, f"Vous avez pris en charge « {project} ». La collectivité en est avertie.")
    except AlreadyInChargeError as error:
        found = error.assignment
        messages.warning(request, f"{found.agent} ({found.organization}) a déjà pris ce projet en charge.")
    return redirect("projects:detail", reference)
