"""Who opens the State side, on what, and where they go back to."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from mec.core.access import require
from mec.core.http.redirects import local_path
from mec.organizations.queries import is_state_agent
from mec.projects.enums import Permission
from mec.projects.models import Project
from mec.projects.queries import projects_visible_to

View = Callable[..., HttpResponseBase]


def for_state_agents(view: View) -> View:
    """The State side does not exist for anybody else."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_state_agent(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def agent_project(request: HttpRequest, reference: str, permission: Permission) -> Project:
    """Return a project that the agent may work on.

    Http404 for one that they do not see, MissingRightError for one that they see by another title.
    """
    projects = projects_visible_to(request.user).select_related("owner").prefetch_related("departements", "topics")
    project = get_object_or_404(projects, reference=reference)
    require(request.user, permission, project)
    return project


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what a form receives: what was sent, were it nothing at all, or None for a page that is only looked at."""
    return request.POST if request.method == "POST" else None


def way_back(request: HttpRequest, *default: str) -> str:
    """Return where the person came from, as the form or the link says it, else a page by its name and arguments."""
    asked = request.POST.get("suite", "") or request.GET.get("suite", "")
    return local_path(asked) or redirect(*default).url


def go_back(request: HttpRequest, *default: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(way_back(request, *default))
