"""An appointment as a calendar reads it (RFC 5545, and RFC 5546 for what is sent to people)."""

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar, Event, vCalAddress, vText

from mec.accounts.models import User
from mec.appointments.models import Booking
from mec.core.text import calendar_text

_NOT_IN_A_NAME = re.compile(r"[\"\n\t]+")


def agenda_of(booking: Booking) -> bytes:
    """Return the calendar of one appointment, in UTC, for either side; the same UID for life, a growing SEQUENCE.

    Reads the desk, its organisation, the host of the slot and both people: see `queries.with_details`.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Mon Espace Collectivité//Rendez-vous//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "REQUEST" if booking.is_live else "CANCEL")
    calendar.add_component(_event(booking))
    content: bytes = calendar.to_ical()
    return content


def _event(booking: Booking) -> Event:
    desk = booking.slot.desk
    address = settings.SITE_URL + reverse("appointments:booking", args=[booking.reference])
    event = Event()
    event.add("uid", f"{booking.reference}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("sequence", booking.sequence)
    event.add("dtstamp", timezone.now())
    event.add("dtstart", booking.slot.starts_at)
    event.add("dtend", booking.slot.ends_at)
    event.add("status", "CONFIRMED" if booking.is_live else "CANCELLED")
    event.add("summary", calendar_text(f"{desk} – {desk.organization}, {booking.organization}"))
    event.add("description", calendar_text(booking.question))
    if booking.shows_place:
        event.add("location", calendar_text(f"{desk.place_label} : {desk.place}"))
    event.add("url", address)
    event.add("organizer", _person(booking.slot.host))
    event.add("attendee", _person(booking.booked_by))
    return event


def _person(user: User) -> vCalAddress:
    address = vCalAddress(f"mailto:{calendar_text(user.email)}")
    address.params["CN"] = vText(_NOT_IN_A_NAME.sub(" ", calendar_text(str(user))))
    return address
