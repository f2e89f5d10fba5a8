"""Hold desks: see them, open one, say how it works, close it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from mec.appointments.enums import Permission
from mec.appointments.models import Desk
from mec.appointments.queries import (
    desks_kept_by,
    desks_visible_to,
    hosts_of,
    organizations_to_receive,
    slots_to_come,
)
from mec.appointments.services import (
    HostBusyError,
    NotAHostError,
    ReasonMissingError,
    close_desk,
    edit_desk,
    open_desk,
)
from mec.core.access import MissingRightError, require
from mec.core.db import StaleVersionError
from mec.core.http import Audience, page
from mec.offers.finding import Wanted, find_offers
from mec.organizations.queries import active_members
from mec.web.appointments.forms import DeskForm, ReasonForm
from mec.web.requests import form_status

SEARCH = "chercher"
"""What the form asks for; anything else writes the desk."""
LONGEST_SEARCH = 200
MOST_FOUND = 8
NOT_A_HOST = "Cette personne n’agit pas pour cette organisation : choisissez-en une autre."


@page(audience=Audience.SIGNED_IN)
def kept(request: HttpRequest) -> HttpResponse:
    found = desks_kept_by(request.user)
    may_open = organizations_to_receive(request.user).exists()
    return render(request, "appointments/desks.html", {"desks": found, "may_open": may_open})


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    organizations = list(organizations_to_receive(request.user))
    if not organizations:
        if request.method == "POST":
            raise MissingRightError(Permission.OPEN_DESK)
        return render(request, "appointments/no_organization.html")
    search = _search(request)
    form = DeskForm(
        request.POST if request.method == "POST" else None,
        organizations=organizations_to_receive(request.user),
        hosts=active_members(organizations),
        initial={"host": request.user},
        found=search.found,
    )
    if search.asked:
        return _searched(request, form, search)
    if request.method == "POST" and form.is_valid() and (desk := _opened(request, form)):
        messages.success(request, "La permanence est ouverte. Proposez maintenant des créneaux.")
        return redirect("appointments:slots", desk.pk)
    return _form_page(request, form)


@dataclass(frozen=True)
class Search:
    """What the person looks for in the catalogue before going on."""

    asked: bool
    typed: str = ""
    found: Sequence[int] = ()
    """Ids of offers, the nearest first."""


def _search(request: HttpRequest) -> Search:
    if request.POST.get("action") != SEARCH:
        return Search(asked=False)
    typed = request.POST.get("offer_search", "")[:LONGEST_SEARCH].strip()
    offers = find_offers(Wanted(text=typed), size=MOST_FOUND).offers if typed else []
    return Search(asked=True, typed=typed, found=[offer.pk for offer in offers])


def _searched(request: HttpRequest, form: DeskForm, search: Search, *, desk: Desk | None = None) -> HttpResponse:
    form.forgive_what_is_missing()
    if not search.typed:
        form.add_error("offer_search", "Dites en quelques mots ce que vous cherchez, par exemple «\u00a0friche\u00a0».")
    return _form_page(request, form, desk=desk, search=search)


def _form_page(
    request: HttpRequest, form: DeskForm, *, desk: Desk | None = None, search: Search | None = None
) -> HttpResponse:
    context = {"form": form, "desk": desk, "search": search}
    return render(request, "appointments/desk_form.html", context, status=form_status(form))


def _opened(request: HttpRequest, form: DeskForm) -> Desk | None:
    try:
        return open_desk(form.receiver, content=form.content(), key=form.cleaned_data["key"], actor=request.user)
    except NotAHostError:
        form.add_error("host", NOT_A_HOST)
        return None


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"])
def edit(request: HttpRequest, desk_id: int) -> HttpResponse:
    desk = kept_desk(request, desk_id)
    names = ("version", "key", "title", "preparation", "mode", "place", "host")
    known = {name: getattr(desk, name) for name in names} | {"offers": list(desk.offers.all())}
    search = _search(request)
    form = DeskForm(
        request.POST if request.method == "POST" else None,
        organizations=organizations_to_receive(request.user),
        hosts=hosts_of(desk.organization),
        desk=desk,
        initial=known,
        found=search.found,
    )
    if search.asked:
        return _searched(request, form, search, desk=desk)
    if request.method == "POST" and form.is_valid() and _edited(request, desk, form):
        messages.success(request, "La permanence est modifiée.")
        return redirect("appointments:slots", desk.pk)
    return _form_page(request, form, desk=desk)


def _edited(request: HttpRequest, desk: Desk, form: DeskForm) -> bool:
    try:
        expected = form.cleaned_data["version"]
        edit_desk(desk, expected_version=expected, content=form.content(), actor=request.user)
    except NotAHostError:
        form.add_error("host", NOT_A_HOST)
    except HostBusyError:
        form.add_error("host", "Cette personne reçoit déjà ailleurs à l’un de ces créneaux.")
    except StaleVersionError:
        form.add_error(
            None,
            "Quelqu’un a modifié cette permanence pendant que vous écriviez : rouvrez cette page pour lire ce qui a "
            "changé, puis refaites votre modification.",
        )
    return not form.errors


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"])
def close(request: HttpRequest, desk_id: int) -> HttpResponse:
    desk = kept_desk(request, desk_id)
    booked = sum(booking is not None for _, booking in slots_to_come(desk))
    form = ReasonForm(request.POST if request.method == "POST" else None, needed=bool(booked))
    if request.method == "POST" and form.is_valid():
        try:
            close_desk(desk, reason=form.cleaned_data["reason"], actor=request.user)
            messages.success(request, "La permanence est fermée.")
            return redirect("appointments:desks")
        except ReasonMissingError:
            form.add_error("reason", "Quelqu’un vient de prendre rendez-vous : dites pourquoi vous annulez.")
    context = {"desk": desk, "form": form, "booked": booked}
    return render(request, "appointments/close.html", context, status=form_status(form))


def kept_desk(request: HttpRequest, desk_id: int) -> Desk:
    """Return a desk that the person keeps; 404 when they may not see it, 403 when they only see it."""
    desk = seen_desk(request, desk_id)
    require(request.user, Permission.KEEP_DESK, desk)
    return desk


def seen_desk(request: HttpRequest, desk_id: int) -> Desk:
    user: Any = request.user
    return get_object_or_404(desks_visible_to(user).select_related("organization", "host"), pk=desk_id)
