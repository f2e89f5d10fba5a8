"""Open a desk, say how it works, close it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from mec.accounts.models import User
from mec.appointments.enums import EntryAudience, Permission, Verb
from mec.appointments.models import Booking, Desk, Slot
from mec.appointments.queries import hosts_of
from mec.appointments.services.bookings import ReasonMissingError, end_booking, tell_change
from mec.core.access import require
from mec.core.db import locked, save_version
from mec.core.journal.services import record
from mec.offers.models import Offer
from mec.organizations.models import Organization

_HELD_BY = ("mode", "place", "host_id")
"""What people who come must know of: a change of these is told to them."""


class NotAHostError(Exception):
    """Only somebody who acts for the organisation receives there."""


class HostBusyError(Exception):
    """The host already receives elsewhere at one of these hours."""


@dataclass(frozen=True)
class DeskContent:
    title: str
    mode: str
    """Code of `AppointmentMode`."""
    place: str
    """Number, link or address."""
    host: User
    preparation: str = ""
    offers: Iterable[Offer] = ()


@transaction.atomic
def open_desk(organization: Organization, *, content: DeskContent, key: UUID, actor: Any) -> Desk:
    """Open a desk, without any slot yet, once per `key`. Raises NotAHostError."""
    require(actor, Permission.OPEN_DESK, organization)
    sent = Desk.objects.filter(opened_by=actor, key=key).first()
    if sent:
        return sent
    values = _columns(organization, content)
    desk = Desk.objects.create(organization=organization, key=key, opened_by=actor, **values)
    desk.offers.set(content.offers)
    _tell(Verb.DESK_OPENED, desk, actor, {"title": desk.title})
    return desk


@transaction.atomic
def edit_desk(desk: Desk, *, expected_version: int, content: DeskContent, actor: Any) -> None:
    """Say otherwise how a desk works; those who hold an appointment are told when it matters to them.

    Raises NotAHostError, HostBusyError, StaleVersionError.
    """
    require(actor, Permission.KEEP_DESK, desk)
    current = locked(Desk.objects.filter(pk=desk.pk)).get()
    values = _columns(desk.organization, content)
    before = {name: getattr(current, name) for name in values}
    save_version(desk, expected=expected_version, **values)
    desk.offers.set(content.offers)
    if before["host_id"] != desk.host_id:
        _give_slots(desk)
    changes = {name: [before[name], value] for name, value in values.items() if before[name] != value}
    _tell(Verb.DESK_EDITED, desk, actor, {"changes": changes})
    if any(name in changes for name in _HELD_BY):
        for booking in _live_bookings(desk):
            tell_change(booking, behalf=desk.organization, actor=actor)


@transaction.atomic
def close_desk(desk: Desk, *, reason: str = "", actor: Any) -> None:
    """Receive nobody any more; the appointments to come are cancelled for that reason. Said twice, done once.

    Raises ReasonMissingError when there is one to cancel and nothing to say about it.
    """
    require(actor, Permission.KEEP_DESK, desk)
    current = locked(Desk.objects.filter(pk=desk.pk)).get()
    if not current.is_open:
        return
    slots = [slot.pk for slot in locked(_slots_to_come(desk).order_by("pk"))]
    booked = list(_live_bookings(desk))
    if booked and not reason.strip():
        raise ReasonMissingError
    now = timezone.now()
    for booking in booked:
        end_booking(booking, reason=reason, behalf=desk.organization, actor=actor)
    Slot.objects.filter(pk__in=slots).update(cancelled_at=now)
    Desk.objects.filter(pk=desk.pk).update(closed_at=now, version=current.version + 1)
    desk.refresh_from_db()
    _tell(Verb.DESK_CLOSED, desk, actor, {"slots": len(slots), "bookings": len(booked)}, reason=reason.strip())


def _columns(organization: Organization, content: DeskContent) -> dict[str, Any]:
    if not hosts_of(organization).filter(pk=content.host.pk).exists():
        raise NotAHostError
    return {
        "title": content.title.strip(),
        "preparation": content.preparation.strip(),
        "mode": str(content.mode),
        "place": content.place.strip(),
        "host_id": content.host.pk,
    }


def _slots_to_come(desk: Desk) -> Any:
    return Slot.objects.filter(desk=desk, cancelled_at=None, starts_at__gt=timezone.now())


def _give_slots(desk: Desk) -> None:
    try:
        with transaction.atomic():
            _slots_to_come(desk).update(host=desk.host_id)
    except IntegrityError:
        raise HostBusyError from None


def _live_bookings(desk: Desk) -> Any:
    rows = Booking.objects.filter(slot__desk=desk, cancelled_at=None, starts_at__gt=timezone.now())
    return rows.select_related("slot__desk__organization", "organization").order_by("pk")


def _tell(verb: Verb, desk: Desk, actor: Any, data: dict[str, Any], *, reason: str = "") -> None:
    record(actor, verb, desk, audience=EntryAudience.KEEPERS, behalf=desk.organization, data=data, reason=reason)
