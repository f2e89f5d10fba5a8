"""Who is told of an appointment taken, changed, cancelled or near."""

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse

from mec.accounts.models import User
from mec.appointments.clocks import clock_of, moment
from mec.appointments.enums import Verb
from mec.appointments.models import Booking
from mec.core.journal.models import Entry
from mec.core.journal.queries import author_line
from mec.notifications.notices import Notice, register_notice
from mec.organizations.queries import active_members

EXCERPT = 400


def host(entry: Entry, booking: Booking) -> Iterable[User]:
    """Return who receives, or the whole organisation when that person left it."""
    members = active_members([booking.slot.desk.organization])
    return members.filter(pk=booking.slot.host_id) or members


def booker(entry: Entry, booking: Booking) -> Iterable[User]:
    return [booking.booked_by]


def both_sides(entry: Entry, booking: Booking) -> Iterable[User]:
    return [booking.booked_by, *host(entry, booking)]


def write_booked(entry: Entry, booking: Booking) -> Notice:
    return _notice(
        booking,
        subject=f"rendez-vous pris par {booking.organization}",
        body=f"{author_line(entry)} a pris rendez-vous : {_when(booking)}.\n\n{_excerpt(booking.question)}",
    )


def write_confirmed(entry: Entry, booking: Booking) -> Notice:
    desk = booking.slot.desk
    prepare = f"\n\nÀ préparer :\n{desk.preparation}" if desk.preparation else ""
    agenda = settings.SITE_URL + reverse("appointments:agenda", args=[booking.reference])
    return _notice(
        booking,
        subject="votre rendez-vous est pris",
        body=f"{booking.slot.host}, {desk.organization}, vous attend : {_when(booking)}, quinze minutes.\n\n"
        f"{_where(booking)}{prepare}\n\nPour l’ajouter à votre agenda :\n{agenda}",
    )


def write_changed(entry: Entry, booking: Booking) -> Notice:
    return _notice(
        booking,
        subject="votre rendez-vous change",
        body=f"{author_line(entry)} a changé le déroulement de votre rendez-vous. L’heure reste la même : "
        f"{_when(booking)}.\n\nAvec {booking.slot.host}. {_where(booking)}",
    )


def write_cancelled(entry: Entry, booking: Booking) -> Notice:
    why = f"\n\nMotif : {entry.reason}" if entry.reason else ""
    return _notice(
        booking,
        subject="rendez-vous annulé",
        body=f"{author_line(entry)} a annulé ce rendez-vous ({booking.organization}) : {_when(booking)}.{why}",
    )


def write_reminded(entry: Entry, booking: Booking) -> Notice:
    return _notice(
        booking,
        subject=f"rendez-vous demain avec {booking.organization}",
        body=f"{booking.booked_by} ({booking.organization}) et {booking.slot.host} "
        f"({booking.slot.desk.organization}) ont rendez-vous : {_when(booking)}.\n\n{_where(booking)}",
    )


def register() -> None:
    register_notice(Verb.BOOKED, recipients=host, write=write_booked)
    register_notice(Verb.CONFIRMED, recipients=booker, write=write_confirmed)
    register_notice(Verb.CHANGED, recipients=booker, write=write_changed)
    register_notice(Verb.CANCELLED, recipients=both_sides, write=write_cancelled)
    register_notice(Verb.REMINDED, recipients=both_sides, write=write_reminded)


def _notice(booking: Booking, *, subject: str, body: str) -> Notice:
    return Notice(
        subject=f"{booking.slot.desk} — {subject}",
        reason="Vous recevez ce message car ce rendez-vous vous concerne.",
        body=body,
        action="Ouvrir le rendez-vous",
        path=reverse("appointments:booking", args=[booking.reference]),
    )


def _when(booking: Booking) -> str:
    return moment(booking.starts_at, clock_of([booking.organization]))


def _where(booking: Booking) -> str:
    desk = booking.slot.desk
    return f"{desk.get_mode_display()}. {desk.place_label} : {desk.place}"


def _excerpt(text: str) -> str:
    return text if len(text) <= EXCERPT else f"{text[:EXCERPT].rstrip()}…"
