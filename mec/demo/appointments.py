"""A desk of the demonstration: the DDT of Ardèche receives, and Privas comes."""

from datetime import time, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from mec.appointments.enums import AppointmentMode
from mec.appointments.models import Booking
from mec.appointments.queries import free_slots
from mec.appointments.services import BookingRequest, DeskContent, SlotHours, book_slot, open_desk, publish_slots
from mec.offers.queries import published_offers
from mec.projects.models import Project
from mec.projects.working_days import is_working_day

DAYS_OFFERED = 3


def receive(project: Project, *, keys: tuple[UUID, UUID], host: Any, comer: Any) -> None:
    """Offer an hour on each of the next working days; somebody comes to the first slot with the project."""
    content = DeskContent(
        title="Un quart d’heure pour votre demande de DETR",
        preparation="Le plan de financement, même incomplet, et un devis si vous en avez un.",
        mode=AppointmentMode.PHONE,
        place="04 75 65 50 00",
        host=host,
        offers=published_offers().filter(code="detr"),
    )
    desk = open_desk(host.memberships.get().organization, content=content, key=keys[0], actor=host)
    ahead = (timezone.localdate() + timedelta(days=days) for days in range(1, 15))
    for day in [day for day in ahead if is_working_day(day)][:DAYS_OFFERED]:
        publish_slots(desk, hours=SlotHours(day, time(9), time(10)), actor=host)
    wanted = BookingRequest(project.owner, "Le devis de la toiture suffit-il, ou faut-il l’étude complète ?", project)
    booking = book_slot(free_slots(desk)[0], request=wanted, key=keys[1], actor=comer)
    # Always the same, so that a guide or a bookmark leads to it on every machine.
    Booking.objects.filter(pk=booking.pk).update(reference=keys[1])
