"""The slots of a desk: offered for a day, booked, taken away."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from mec.appointments.clocks import clock_of, hours, moment
from mec.appointments.enums import Permission
from mec.appointments.models import Desk
from mec.appointments.queries import live_booking_of, slots_to_come
from mec.appointments.services import (
    AlreadyStartedError,
    DeskClosedError,
    HostBusyError,
    PastSlotsError,
    ReasonMissingError,
    SlotHoursError,
    TooFarError,
    publish_slots,
    withdraw_slot,
)
from mec.core.access import require
from mec.core.http import Audience, page
from mec.core.ui.french import NBSP, day
from mec.web.appointments.desks import kept_desk, seen_desk
from mec.web.appointments.forms import ReasonForm, SlotsForm
from mec.web.requests import form_status

REFUSALS: dict[type[Exception], tuple[str, str]] = {
    SlotHoursError: ("last", "Cette heure vient avant la première : choisissez une heure plus tardive."),
    PastSlotsError: ("day", "Le premier créneau serait déjà passé : choisissez un jour ou une heure à venir."),
    TooFarError: ("day", "Ce jour est trop loin : les créneaux se proposent soixante jours à l’avance au plus."),
    HostBusyError: ("first", "La personne qui reçoit est déjà prise ailleurs à l’une de ces heures."),
    DeskClosedError: ("day", "Cette permanence est fermée : elle ne propose plus de créneau."),
}


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"])
def slots(request: HttpRequest, desk_id: int) -> HttpResponse:
    desk = kept_desk(request, desk_id)
    form = SlotsForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _published(request, desk, form):
        return redirect("appointments:slots", desk.pk)
    context = {"desk": desk, "form": form, "days": _days(desk)}
    return render(request, "appointments/slots.html", context, status=form_status(form))


def _published(request: HttpRequest, desk: Desk, form: SlotsForm) -> bool:
    try:
        count = publish_slots(desk, hours=form.hours(), actor=request.user)
    except tuple(REFUSALS) as error:
        form.add_error(*REFUSALS[type(error)])
        return False
    said = f"{count}{NBSP}créneaux proposés." if count > 1 else "Un créneau proposé."
    messages.success(request, said if count else "Ces créneaux y étaient déjà.")
    return True


def _days(desk: Desk) -> dict[str, list[dict[str, Any]]]:
    """Return what the page lists, by day."""
    clock = clock_of([desk.organization])
    found: dict[str, list[dict[str, Any]]] = {}
    for slot, booking in slots_to_come(desk):
        line = {"slot": slot, "booking": booking, "hour": hours(slot.starts_at, clock)}
        found.setdefault(day(slot.starts_at), []).append(line)
    return found


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"])
def withdraw(request: HttpRequest, desk_id: int, slot_id: int) -> HttpResponse:
    desk = seen_desk(request, desk_id)
    slot = get_object_or_404(desk.slots.select_related("desk__organization"), pk=slot_id, cancelled_at=None)
    require(request.user, Permission.KEEP_DESK, desk)
    booking = live_booking_of(slot)
    form = ReasonForm(request.POST if request.method == "POST" else None, needed=booking is not None)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_slot(slot, reason=form.cleaned_data["reason"], actor=request.user)
            messages.success(request, "Le créneau est retiré.")
            return redirect("appointments:slots", desk.pk)
        except AlreadyStartedError:
            messages.error(request, "Ce créneau a déjà commencé : il ne se retire plus.")
            return redirect("appointments:slots", desk.pk)
        except ReasonMissingError:
            form.add_error("reason", "Quelqu’un vient de prendre ce créneau : dites pourquoi vous le retirez.")
    when = moment(slot.starts_at, clock_of([desk.organization]))
    context = {"desk": desk, "form": form, "booking": booking, "when": when}
    return render(request, "appointments/withdraw.html", context, status=form_status(form))
