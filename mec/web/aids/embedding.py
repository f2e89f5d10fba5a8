"""The list of aids on other people's sites: a light page without cookie, and how to place it."""

from typing import Any

from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import urlencode
from django.views.decorators.clickjacking import xframe_options_exempt

from mec.core.http import Audience, page
from mec.offers.finding import find_offers
from mec.web.aids.listing import Query, listing, query_from
from mec.web.aids.places import find_place
from mec.web.aids.steps import steps_to

EMBEDDED_SIZE = 10
_ANYONE = {"frame-ancestors": ["*"]}


@page(audience=Audience.PUBLIC)
def embed(request: HttpRequest) -> HttpResponse:
    """Explain how to show the current search on another site."""
    context = _context(request)
    path = f"{reverse('aids:embedded')}?{urlencode(context['listing'].query.values())}".removesuffix("?")
    context |= {
        "preview": path,
        "snippet": format_html(
            '<iframe src="{}" title="{}" width="100%" height="640" loading="lazy"></iframe>',
            settings.SITE_URL + path,
            f"{context['title']} – Mon Espace Collectivité",
        ),
        "steps": steps_to(),
    }
    return render(request, "aids/embed.html", context)


@page(audience=Audience.PUBLIC)
@xframe_options_exempt
@csp_replace(_ANYONE)
def embedded(request: HttpRequest) -> HttpResponse:
    """Show the first aids of a search inside another site: the same for everybody, whoever is signed in."""
    context = _context(request) | {"site": settings.SITE_URL, "today": timezone.localdate()}
    # Without the request: nothing of the frame, hence of the session, is read.
    response = HttpResponse(render_to_string("aids/embedded.html", context))
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _context(request: HttpRequest) -> dict[str, Any]:
    query: Query = query_from(request.GET, find_place(request.GET, commune_first=True))
    shown = listing(query, find_offers(query.wanted, size=EMBEDDED_SIZE), request.GET)
    said = ", ".join(chip.label for chip in shown.chips)
    return {"listing": shown, "title": f"Aides aux collectivités\u00a0: {said}" if said else "Aides aux collectivités"}
