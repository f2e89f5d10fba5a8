"""Come together to reach the population that an aid asks for: built in the address, then kept on a project."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from mec.core.access import can, require
from mec.core.http import Audience, page
from mec.core.ui.french import listed
from mec.offers.models import Offer
from mec.offers.queries import offer_by_slug
from mec.projects.enums import Permission
from mec.projects.models import Project
from mec.projects.queries import carriers_of
from mec.projects.services import ConsortiumChangedError, set_consortium
from mec.territories.models import Territory
from mec.territories.queries import population_edition
from mec.web.aids.group import Threshold, around_of, group_at, named, threshold_of
from mec.web.aids.places import IN_GROUP, Found, candidates_at, find_place
from mec.web.aids.projects import address_for, seen_project
from mec.web.aids.situation import GROUP_KINDS, MOST_IN_GROUP, group_of
from mec.web.aids.steps import steps_to


@page(audience=Audience.PUBLIC, methods=["GET", "POST"])
def consortium(request: HttpRequest, slug: str) -> HttpResponse:
    offer = offer_by_slug(slug, user=request.user)
    if offer is None:
        raise Http404
    project = seen_project(request) if request.method == "POST" or "projet" in request.GET else None
    threshold = threshold_of(offer, project.owner.kind if project else "")
    if threshold is None:
        raise Http404
    if project and request.method == "POST":
        return _saved(request, offer, project, threshold)
    return _shown(request, offer, project, threshold)


def _saved(request: HttpRequest, offer: Offer, project: Project, threshold: Threshold) -> HttpResponse:
    require(request.user, Permission.EDIT, project)
    try:
        set_consortium(project, to=group_of(request.POST), instead_of=request.POST.getlist("connu"), actor=request.user)
    except ConsortiumChangedError as error:
        return _shown(request, offer, project, threshold, changed=error.territories)
    messages.success(request, "Le groupement est enregistré sur votre projet.")
    return redirect(address_for(offer, project))


def _shown(
    request: HttpRequest,
    offer: Offer,
    project: Project | None,
    threshold: Threshold,
    *,
    changed: list[Territory] | None = None,
) -> HttpResponse:
    posted = request.method == "POST"
    data = _posted_address(request) if posted else request.GET
    place = Found(None, "", ()) if posted else find_place(data, kinds=GROUP_KINDS)
    owner = project.owner.territory if project else None
    territories = _territories(data, project, place, owner)
    group = group_at(data, threshold, territories, owner=owner)
    topics = list(project.topics.all()) if project else []
    around = around_of(group, data, topics=topics or list(offer.topics.all()), user=request.user)
    context: dict[str, Any] = {
        "offer": offer,
        "project": project,
        "group": replace(group, around=around),
        "place": place,
        "candidates": candidates_at(place, named(data, territories), name=IN_GROUP),
        "known": [territory.key for territory in project.consortium.all()] if project else [],
        "changed": None if changed is None else listed([str(each) for each in changed]) or "personne",
        "may_edit": project is not None and can(request.user, Permission.EDIT, project),
        "edition": population_edition(),
        "is_full": len(group.members) >= MOST_IN_GROUP,
        "steps": steps_to(offer),
    }
    return render(request, "aids/consortium.html", context, status=200 if changed is None else 409)


def _territories(data: QueryDict, project: Project | None, place: Found, owner: Territory | None) -> list[Territory]:
    """Return who is in the group: what the address says, else what the project says; its owner always."""
    chosen = group_of(data) if IN_GROUP in data or project is None else carriers_of(project)
    added = [place.territory] if place.territory else []
    found = {territory.pk: territory for territory in [*([owner] if owner else []), *chosen, *added]}
    return list(found.values())


def _posted_address(request: HttpRequest) -> QueryDict:
    """Return the address of the group that was posted, so that nothing of it is lost."""
    data = request.GET.copy()
    data.setlist(IN_GROUP, request.POST.getlist(IN_GROUP))
    return data
