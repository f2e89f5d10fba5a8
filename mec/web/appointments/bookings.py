"""Take an appointment, find one's own, cancel."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from mec.appointments.agenda import agenda_of
from mec.appointments.clocks import Clock, clock_of, moment
from mec.appointments.enums import MOST_AHEAD, Permission
from mec.appointments.models import Booking, Desk
from mec.appointments.queries import (
    bookings_asked,
    bookings_received,
    bookings_visible_to,
    collectivites_received,
    desks_open_to,
    desks_visible_to,
    free_slots,
    past,
    projects_to_bring,
    to_come,
    with_details,
)
from mec.appointments.rules import keeps, stands_for_collectivite
from mec.appointments.services import (
    AlreadyStartedError,
    NotReceivedError,
    SameHourError,
    SlotTakenError,
    TooManyBookingsError,
    book_slot,
    cancel_booking,
)
from mec.core.access import can, require
from mec.core.http import Audience, page
from mec.organizations.queries import scope_of
from mec.projects.enums import Permission as ProjectPermission
from mec.web.appointments.forms import TAKEN, BookingForm, ReasonForm
from mec.web.requests import form_status

MOST_SHOWN = 50
DESKS_SHOWN = 20


@page(audience=Audience.SIGNED_IN)
def mine(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    asked, received = bookings_asked(user), bookings_received(user)
    keeps_some = bool(scope_of(user).organizations)
    context = {
        "asked": to_come(asked)[:MOST_SHOWN],
        "received": to_come(received)[:MOST_SHOWN],
        "past_asked": past(asked)[:MOST_SHOWN],
        "past_received": past(received)[:MOST_SHOWN],
        "most": MOST_SHOWN,
        "desks": desks_open_to(user)[:DESKS_SHOWN],
        "may_keep": keeps_some,
    }
    return render(request, "appointments/mine.html", context)


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"])
def book(request: HttpRequest, desk_id: int) -> HttpResponse:
    user: Any = request.user
    rows = desks_visible_to(user).select_related("organization", "host").prefetch_related("offers")
    desk = get_object_or_404(rows, pk=desk_id)
    if request.method == "POST":
        require(user, Permission.BOOK, desk)
    organizations = list(collectivites_received(desk, user)) if desk.is_open else []
    clock = clock_of(organizations) if organizations else None
    form = _form(request, desk, organizations, clock)
    if request.method == "POST" and form.is_valid() and (booked := _booked(request, form)):
        messages.success(request, "Votre rendez-vous est pris. Un courriel vous le confirme.")
        return redirect("appointments:booking", booked.reference)
    context = {"desk": desk, "form": form, "may_book": bool(organizations), "keeps": keeps(user, desk)}
    return render(request, "appointments/desk.html", context, status=form_status(form))


def _form(request: HttpRequest, desk: Desk, organizations: list[Any], clock: Clock | None) -> BookingForm:
    projects = projects_to_bring(desk, request.user) if organizations else ()
    slots = free_slots(desk)
    return BookingForm(
        request.POST if request.method == "POST" else None,
        about=request.GET.get("projet", ""),
        slots=slots,
        clock=clock,
        projects=projects,
        organizations=organizations,
    )


def _booked(request: HttpRequest, form: BookingForm) -> Booking | None:
    slot, wanted = form.wanted()
    try:
        return book_slot(slot, request=wanted, key=form.cleaned_data["key"], actor=request.user)
    except SlotTakenError:
        form.add_error("slot", TAKEN)
    except SameHourError as error:
        other = moment(error.booking.starts_at, None)
        form.add_error("slot", f"Vous avez déjà un rendez-vous à cette heure : {other}. Choisissez un autre créneau.")
    except TooManyBookingsError:
        form.add_error(
            None,
            f"{wanted.organization} a déjà {MOST_AHEAD} rendez-vous à venir à cette permanence : annulez-en un, ou "
            "attendez qu’il soit passé.",
        )
    except NotReceivedError:
        form.add_error("about", "Ce projet ne peut plus être présenté ici : choisissez-en un autre.")
    return None


@page(audience=Audience.SIGNED_IN)
def booking(request: HttpRequest, reference: UUID) -> HttpResponse:
    user: Any = request.user
    found = _visible(request, reference)
    project = found.shown_project
    context = {
        "booking": found,
        "desk": found.slot.desk,
        "when": moment(found.starts_at, clock_of([found.organization])),
        "comes": stands_for_collectivite(user, found),
        "project": project,
        "sees_project": project is not None and can(user, ProjectPermission.VIEW, project),
        "may_cancel": found.is_live and not found.has_started,
        "will_remind": timezone.localdate(found.starts_at) > timezone.localdate() + timedelta(days=1),
    }
    return render(request, "appointments/booking.html", context)


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"])
def cancel(request: HttpRequest, reference: UUID) -> HttpResponse:
    found = _visible(request, reference)
    comes = stands_for_collectivite(request.user, found)
    form = ReasonForm(request.POST if request.method == "POST" else None, needed=not comes)
    if request.method == "POST" and form.is_valid():
        try:
            cancel_booking(found, reason=form.cleaned_data["reason"], actor=request.user)
            messages.success(request, "Le rendez-vous est annulé. L’autre personne en est avertie.")
        except AlreadyStartedError:
            messages.error(request, "Ce rendez-vous a déjà commencé : il ne s’annule plus.")
        return redirect("appointments:booking", reference)
    when = moment(found.starts_at, clock_of([found.organization]))
    context = {"booking": found, "desk": found.slot.desk, "form": form, "when": when, "comes": comes}
    return render(request, "appointments/cancel.html", context, status=form_status(form))


@page(audience=Audience.SIGNED_IN)
def agenda(request: HttpRequest, reference: UUID) -> HttpResponse:
    found = _visible(request, reference)
    method = "REQUEST" if found.is_live else "CANCEL"
    answer = HttpResponse(agenda_of(found), content_type=f"text/calendar; charset=utf-8; method={method}")
    answer["Content-Disposition"] = 'attachment; filename="rendez-vous.ics"'
    return answer


def _visible(request: HttpRequest, reference: UUID) -> Booking:
    return get_object_or_404(with_details(bookings_visible_to(request.user)), reference=reference)
