"""Search the projects that one sees: "Rechercher un projet", in the header of every page."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from mec.core.http import Audience, page
from mec.core.text import Fragment, excerpt, highlight
from mec.projects.finding import Found, find_projects, project_of_reference
from mec.projects.models import Project

LONGEST_TEXT = 200
_PAGE_DIGITS = 3
_EXCERPT = 200
_MOST_PLACES = 3


@dataclass(frozen=True)
class Line:
    project: Project
    name: list[Fragment]
    passage: list[Fragment]
    """Of the description, where the words stand; its beginning when they stand elsewhere."""
    owner: list[Fragment]
    places: list[Fragment]
    """Empty when the owner's name says it."""


@page(audience=Audience.SIGNED_IN)
def search(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:LONGEST_TEXT]
    project = project_of_reference(request.user, text)
    if project:
        return redirect("projects:edit" if project.is_draft else "projects:detail", project.reference)
    found = find_projects(request.user, text, number=_page_number(request))
    context = {
        "text": text,
        "finding": found,
        "lines": [_line(each) for each in found.found],
        "previous_url": _url(text, found.number - 1) if found.number > 1 else "",
        "next_url": _url(text, found.number + 1) if found.more else "",
        "digits": text.replace("-", "").replace(" ", "").isdecimal(),
    }
    return render(request, "projects/search.html", context)


def _page_number(request: HttpRequest) -> int:
    digits = request.GET.get("page", "")[:_PAGE_DIGITS]
    return int(digits) if digits.isdecimal() else 1


def _url(text: str, number: int) -> str:
    page = {"page": str(number)} if number > 1 else {}
    return f"{reverse('projects:search')}?{urlencode({'q': text, **page})}"


def _line(found: Found) -> Line:
    project = found.project
    territories = [territory.full_name for territory in project.territories.all()]
    places = ", ".join(territories[:_MOST_PLACES]) + ("…" if len(territories) > _MOST_PLACES else "")
    named = len(territories) == 1 and territories[0] in project.owner.name
    return Line(
        project=project,
        name=highlight(str(project), found.terms),
        passage=excerpt(project.description, found.terms, length=_EXCERPT),
        owner=highlight(project.owner.name, found.terms),
        places=[] if named else highlight(places, found.terms),
    )
