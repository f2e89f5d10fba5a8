"""The person's projects, as the pages of an aid name them."""

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from mec.offers.models import Offer
from mec.projects.models import Project
from mec.projects.queries import own_projects
from mec.web.projects.sheet import visible_project


def seen_project(request: HttpRequest) -> Project:
    """Return the project that the address names; nobody sees one without signing in."""
    if not request.user.is_authenticated:
        raise Http404
    return visible_project(request, request.GET.get("projet", ""))


def address_for(offer: Offer, project: Project, page_name: str = "eligibility") -> str:
    """Return the address of a page of the aid for a project."""
    return f"{reverse(f'aids:{page_name}', args=[offer.slug])}?{urlencode({'projet': project.reference})}"


def latest_projects(user: Any, *, most: int) -> list[Project]:
    """Return the person's last projects, the archives left out."""
    if not user.is_authenticated:
        return []
    return list(own_projects(user).order_by("-updated_at", "-pk")[:most])
