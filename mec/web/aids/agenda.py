"""The deadlines of aids: month by month on a page, and as a calendar that a diary subscribes to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar, Event

from mec.core.http import Audience, page
from mec.core.text import calendar_text
from mec.offers.calendar import Standing, dates_of, standing_of
from mec.offers.enums import CalendarState
from mec.offers.finding import Sort, find_offers
from mec.offers.queries import offer_by_slug
from mec.web.aids.listing import Query, page_number, query_from
from mec.web.aids.places import find_place
from mec.web.aids.steps import steps_to

MOST_DEADLINES = 500
"""Of the calendar that a diary reads."""
PAGE_SIZE = 100


@dataclass(frozen=True)
class Deadline:
    slug: str
    title: str
    backer: str
    until: date
    opens: date | None
    """When it is not open yet."""


@dataclass(frozen=True)
class Month:
    first: date
    deadlines: list[Deadline]


@page(audience=Audience.PUBLIC)
def deadlines(request: HttpRequest) -> HttpResponse:
    query = query_from(request.GET, find_place(request.GET, commune_first=True))
    number, found = _found(query, size=PAGE_SIZE, number=page_number(request.GET))
    if not found and number > 1:
        number, found = _found(query, size=PAGE_SIZE)
    context = {
        "months": _months(found),
        "query": query,
        "number": number,
        "previous": number - 1,
        "next": number + 1 if len(found) == PAGE_SIZE else 0,
        "steps": steps_to(),
    }
    return render(request, "aids/deadlines.html", context)


@page(audience=Audience.PUBLIC)
def deadlines_feed(request: HttpRequest) -> HttpResponse:
    _, found = _found(query_from(request.GET, find_place(request.GET, commune_first=True)))
    return _answer(found, "echeances.ics")


@page(audience=Audience.PUBLIC)
def offer_deadline(request: HttpRequest, slug: str) -> HttpResponse:
    offer = offer_by_slug(slug, user=request.user)
    standing = standing_of(dates_of(offer), timezone.localdate()) if offer else None
    if offer is None or standing is None or not _is_coming(standing):
        raise Http404
    return _answer([_deadline(offer.slug, offer.title, str(offer.backer), standing)], "echeance.ics")


def _found(query: Query, *, size: int = MOST_DEADLINES, number: int = 1) -> tuple[int, list[Deadline]]:
    """Return a page of the days to come, the nearest first, and its number; it is empty past the last day."""
    wanted = query.but(sort=Sort.DEADLINE.value, closed=False).wanted
    found = find_offers(wanted, number=number, size=size)
    lines = zip(found.offers, found.standings, strict=True)
    coming = [_deadline(offer.slug, offer.title, offer.backer, each) for offer, each in lines if _is_coming(each)]
    return found.number, coming


def _is_coming(standing: Standing) -> bool:
    return not standing.is_closed and standing.until is not None


def _deadline(slug: str, title: str, backer: str, standing: Standing) -> Deadline:
    opens = standing.since if standing.state == CalendarState.COMING else None
    return Deadline(slug, title, backer, standing.until or date.max, opens)


def _months(found: Iterable[Deadline]) -> list[Month]:
    months: dict[date, list[Deadline]] = {}
    for each in found:
        months.setdefault(each.until.replace(day=1), []).append(each)
    return [Month(first, held) for first, held in months.items()]


def _answer(found: Iterable[Deadline], name: str) -> HttpResponse:
    calendar = Calendar()
    calendar.add("prodid", "-//Mon Espace Collectivité//Échéances//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for each in found:
        calendar.add_component(_event(each))
    answer = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8; method=PUBLISH")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _event(deadline: Deadline) -> Event:
    """Return the last day as an event of a whole day."""
    event = Event()
    event.add("uid", f"aide-{deadline.slug}-{deadline.until:%Y%m%d}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", timezone.now())
    event.add("dtstart", deadline.until)
    event.add("dtend", deadline.until + timedelta(days=1))
    event.add("summary", calendar_text(f"Dernier jour\u00a0: {deadline.title}"))
    event.add("description", calendar_text(f"Porteur de l’aide\u00a0: {deadline.backer}."))
    event.add("url", settings.SITE_URL + reverse("aids:detail", args=[deadline.slug]))
    event.add("transp", "TRANSPARENT")
    return event
