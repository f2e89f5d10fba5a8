"""Desks, slots and appointments in the world of tests/matrix/personas.py."""

from datetime import time, timedelta
from uuid import uuid4

from django.utils import timezone

from mec.appointments.models import Desk
from mec.appointments.queries import free_slots
from mec.appointments.services import BookingRequest, DeskContent, SlotHours, book_slot, open_desk, publish_slots


def desk_content(host, **said):
    values = {
        "title": "Un quart d’heure DETR",
        "mode": "telephone",
        "place": "04 75 00 00 00",
        "preparation": "Un devis.",
        "host": host,
    }
    return DeskContent(**(values | said))


def make_desk(organization, *, host, slots=4, days=1, **said) -> Desk:
    """A desk held by `host`, with so many free slots from ten o'clock, in Paris, so many days ahead."""
    desk = open_desk(organization, content=desk_content(host, **said), key=uuid4(), actor=host)
    if slots:
        publish_slots(desk, hours=hours_of(slots=slots, days=days), actor=host)
    return desk


def hours_of(*, slots=4, days=1, first=10):
    last = (first * 60 + slots * 15) // 60, (slots * 15) % 60
    return SlotHours(timezone.localdate() + timedelta(days=days), time(first, 0), time(*last))


def make_booking(desk, *, actor, organization, project=None, question="Quelle pièce fournir ?", slot=None):
    """An appointment, at the first free slot."""
    wanted = BookingRequest(organization, question, project)
    return book_slot(slot or free_slots(desk)[0], request=wanted, key=uuid4(), actor=actor)
