from datetime import timedelta
from itertools import groupby

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from mec.core.http import Audience, page
from mec.web.menu import door, site_map
from mec.web.public import gallery
from mec.web.public.acronyms import ACRONYMS
from mec.web.public.algorithms import algorithms_context
from mec.web.public.errors import unavailable
from mec.web.public.example import EXAMPLE
from mec.web.public.retention import RETENTION, RETENTION_COLUMNS
from mec.web.public.status import service_status

SECURITY_TXT_VALIDITY = timedelta(days=180)


@page(audience=Audience.PUBLIC)
def home(request: HttpRequest) -> HttpResponse:
    doors = {"start_url": door("projects:new"), "aids_url": door("aids:list"), "state_url": door("state:inbox")}
    doors["help_url"] = door("aids:orientation")
    return render(request, "public/home.html", {**doors, "example": EXAMPLE})


@page(audience=Audience.PUBLIC)
def legal_notice(request: HttpRequest) -> HttpResponse:
    context = {"publication_director": settings.PUBLICATION_DIRECTOR, "hosting": settings.HOSTING}
    return render(request, "public/legal_notice.html", context)


@page(audience=Audience.PUBLIC)
def privacy(request: HttpRequest) -> HttpResponse:
    context = {"retention_columns": RETENTION_COLUMNS, "retention": RETENTION, "hosting": settings.HOSTING}
    return render(request, "public/privacy.html", context)


@page(audience=Audience.PUBLIC)
def terms(request: HttpRequest) -> HttpResponse:
    return render(request, "public/terms.html", {"version": settings.TERMS_VERSION})


@page(audience=Audience.PUBLIC)
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "public/accessibility.html", {"site_url": settings.SITE_URL})


@page(audience=Audience.PUBLIC)
def algorithms(request: HttpRequest) -> HttpResponse:
    """How the proposals are ranked: the formula, its weights, and an example that anybody can compute again."""
    return render(request, "public/algorithms.html", algorithms_context())


@page(audience=Audience.PUBLIC)
def acronyms(request: HttpRequest) -> HttpResponse:
    return render(request, "public/acronyms.html", {"acronyms": ACRONYMS})


@page(audience=Audience.PUBLIC)
def sitemap(request: HttpRequest) -> HttpResponse:
    groups = [(group, list(links)) for group, links in groupby(site_map(request), key=lambda link: link["group"])]
    return render(request, "public/sitemap.html", {"groups": groups})


@page(audience=Audience.PUBLIC)
def health(request: HttpRequest) -> HttpResponse:
    """Say whether the service works, to people and to the machines that watch it.

    503 when the database does not answer; late jobs and mails are told in the body, as pages are still served.
    """
    status = service_status()
    code = 200 if status.database else 503
    if request.GET.get("format") == "json" or request.get_preferred_type(["text/html", "application/json"]) == (
        "application/json"
    ):
        return JsonResponse(status.as_json(), status=code)
    if not status.database:
        return unavailable(request)
    return render(request, "public/health.html", {"status": status})


@page(audience=Audience.PUBLIC)
def security_txt(request: HttpRequest) -> HttpResponse:
    """Say whom to tell of a weakness (RFC 9116)."""
    expires = (timezone.now() + SECURITY_TXT_VALIDITY).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = (
        f"Contact: mailto:{settings.CONTACT_EMAIL}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: fr, en",
        f"Canonical: {settings.SITE_URL}/.well-known/security.txt",
    )
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@page(audience=Audience.PUBLIC)
def robots_txt(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", "Disallow: /" if settings.DEMO else "Disallow: /sante/"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@page(audience=Audience.DEMO, methods=("GET", "POST"))
def components(request: HttpRequest) -> HttpResponse:
    form = gallery.SampleForm(request.POST) if request.method == "POST" else gallery.SampleForm()
    return render(request, "public/components.html", {"form": form, **gallery.samples()})
