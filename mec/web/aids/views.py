"""The catalogue of help, read without an account."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from mec.appointments.queries import desks_for_offer
from mec.core.access import can
from mec.core.http import Audience, page
from mec.offers.enums import OfferKind, Permission
from mec.offers.examples import examples_of
from mec.offers.finding import find_offers
from mec.offers.queries import flags_of, offer_by_slug
from mec.web.aids.doubts import warnings_of
from mec.web.aids.facts import facts_of
from mec.web.aids.group import has_threshold
from mec.web.aids.listing import listing, page_number, query_from
from mec.web.aids.place_asked import place_asked
from mec.web.aids.places import find_place
from mec.web.aids.projects import latest_projects
from mec.web.aids.sharing import share_links
from mec.web.aids.steps import steps_to
from mec.web.projects.inspiration import address_of_new

PAGE_SIZE = 20
MOST_PROJECTS = 5
MOST_DESKS = 5


@page(audience=Audience.PUBLIC)
def offer_list(request: HttpRequest) -> HttpResponse:
    return _list(request, kind="")


@page(audience=Audience.PUBLIC)
def service_list(request: HttpRequest) -> HttpResponse:
    return _list(request, kind=OfferKind.SERVICE)


def _list(request: HttpRequest, *, kind: str) -> HttpResponse:
    query = query_from(request.GET, find_place(request.GET, commune_first=True), kind=kind)
    found = find_offers(query.wanted, number=page_number(request.GET), size=PAGE_SIZE)
    return render(request, "aids/list.html", {"listing": listing(query, found, request.GET)})


@page(audience=Audience.PUBLIC)
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    offer = offer_by_slug(slug, user=request.user)
    if offer is None:
        raise Http404
    address = settings.SITE_URL + request.path
    context = {
        "offer": offer,
        "facts": facts_of(offer),
        "asked": place_asked(request, offer),
        "starts": [(each.title, address_of_new(offer, each)) for each in examples_of(offer).each],
        "address": address,
        "printed": "impression" in request.GET,
        "today": timezone.localdate(),
        "share": share_links(offer.title, address),
        "warnings": warnings_of(offer.to_check, flags_of(offer)),
        "may_curate": can(request.user, Permission.CURATE, offer),
        "projects": latest_projects(request.user, most=MOST_PROJECTS + 1),
        "most_projects": MOST_PROJECTS,
        "has_threshold": has_threshold(offer),
        "desks": desks_for_offer(offer, request.user)[:MOST_DESKS] if request.user.is_authenticated else (),
        "steps": steps_to(),
    }
    return render(request, "aids/detail.html", context)
