"""Book a slot, cancel, remind. Two people on one slot make one appointment: the database holds it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from mec.appointments.enums import MOST_AHEAD, EntryAudience, Permission, Verb
from mec.appointments.models import Booking, Slot
from mec.appointments.queries import collectivites_received, live_booking_of, projects_to_bring
from mec.appointments.rules import stands_for_collectivite
from mec.core.access import require
from mec.core.db import locked
from mec.core.journal.services import record
from mec.organizations.models import Organization
from mec.projects.models import Project


class SlotTakenError(Exception):
    """Somebody was faster, or the slot is over or was withdrawn."""


class SameHourError(Exception):
    """The person already has an appointment at that hour; `booking` is it."""

    def __init__(self, booking: Booking) -> None:
        super().__init__(str(booking))
        self.booking = booking


class TooManyBookingsError(Exception):
    """The collectivité already holds as many appointments to come at this desk as it may."""


class NotReceivedError(Exception):
    """The person does not act for this collectivité, or may not come with this project."""


class AlreadyStartedError(Exception):
    """What has begun is not cancelled any more."""


class ReasonMissingError(Exception):
    """Who receives says why they cannot any more."""


@dataclass(frozen=True)
class BookingRequest:
    organization: Organization
    """The collectivité; that of the project when there is one."""
    question: str
    project: Project | None = None


@transaction.atomic
def book_slot(slot: Slot, *, request: BookingRequest, key: UUID, actor: Any) -> Booking:
    """Book a slot for a collectivité, once per `key`; both sides are told.

    Raises NotReceivedError, SlotTakenError, TooManyBookingsError, SameHourError.
    """
    require(actor, Permission.BOOK, slot.desk)
    sent = Booking.objects.filter(booked_by=actor, key=key).first()
    if sent:
        return sent
    _check_who_comes(slot, request, actor)
    # Two colleagues at once are counted one after the other.
    locked(Organization.objects.filter(pk=request.organization.pk)).get()
    current = locked(Slot.objects.filter(pk=slot.pk)).get()
    if current.cancelled_at or current.starts_at <= timezone.now() or live_booking_of(current):
        raise SlotTakenError
    _check_free(slot, request.organization, actor)
    booking = _create(current, request, key, actor)
    _tell(Verb.BOOKED, booking, actor, behalf=booking.organization)
    _tell(Verb.CONFIRMED, booking, None)
    return booking


def _check_who_comes(slot: Slot, request: BookingRequest, actor: Any) -> None:
    if not collectivites_received(slot.desk, actor).filter(pk=request.organization.pk).exists():
        raise NotReceivedError
    brought = request.project
    if brought and not projects_to_bring(slot.desk, actor).filter(pk=brought.pk, owner=request.organization).exists():
        raise NotReceivedError


def _check_free(slot: Slot, organization: Organization, actor: Any) -> None:
    live = Booking.objects.filter(cancelled_at=None)
    held = live.filter(booked_by=actor, starts_at=slot.starts_at).first()
    if held:
        raise SameHourError(held)
    ahead = live.filter(organization=organization, slot__desk=slot.desk_id, starts_at__gt=timezone.now())
    if ahead.count() >= MOST_AHEAD:
        raise TooManyBookingsError


def _create(slot: Slot, request: BookingRequest, key: UUID, actor: Any) -> Booking:
    try:
        with transaction.atomic():
            return Booking.objects.create(
                slot=slot,
                starts_at=slot.starts_at,
                organization=request.organization,
                project=request.project,
                booked_by=actor,
                question=request.question.strip(),
                key=key,
            )
    except IntegrityError:
        held = Booking.objects.filter(booked_by=actor, starts_at=slot.starts_at, cancelled_at=None).first()
        raise (SameHourError(held) if held else SlotTakenError()) from None


@transaction.atomic
def cancel_booking(booking: Booking, *, reason: str = "", actor: Any) -> None:
    """Cancel before it starts; said twice, done once. The other side is told.

    The collectivité gives the slot back; the organisation that receives says why, and takes the slot away.
    Raises AlreadyStartedError, ReasonMissingError.
    """
    require(actor, Permission.CANCEL_BOOKING, booking)
    slot = locked(Slot.objects.filter(pk=booking.slot_id)).get()
    current = Booking.objects.select_related("slot__desk__organization", "organization").get(pk=booking.pk)
    if not current.is_live:
        return
    if current.has_started:
        raise AlreadyStartedError
    if stands_for_collectivite(actor, current):
        end_booking(current, reason=reason, behalf=current.organization, actor=actor)
        return
    if not reason.strip():
        raise ReasonMissingError
    slot.cancelled_at = timezone.now()
    slot.save(update_fields=["cancelled_at"])
    end_booking(current, reason=reason, behalf=current.slot.desk.organization, actor=actor)


def end_booking(booking: Booking, *, reason: str, behalf: Organization, actor: Any) -> None:
    """Write the end of an appointment whose slot the caller has locked, and tell the other side."""
    booking.cancelled_at = timezone.now()
    booking.cancelled_by = actor
    booking.reason = reason.strip()
    booking.sequence += 1
    booking.save(update_fields=["cancelled_at", "cancelled_by", "reason", "sequence"])
    _tell(Verb.CANCELLED, booking, actor, behalf=behalf, reason=booking.reason)


def tell_change(booking: Booking, *, behalf: Organization, actor: Any) -> None:
    """Have calendars and people told that an appointment is held otherwise."""
    booking.sequence += 1
    booking.save(update_fields=["sequence"])
    _tell(Verb.CHANGED, booking, actor, behalf=behalf)


@transaction.atomic
def remind_of_tomorrow(*, today: date) -> int:
    """Remind both sides of the appointments of the day after `today`, in Paris, and return of how many.

    Each is reminded of once, whatever the runs.
    """
    midnight = timezone.make_aware(datetime.combine(today + timedelta(days=1), time.min))
    after = timezone.make_aware(datetime.combine(today + timedelta(days=2), time.min))
    due = Booking.objects.filter(cancelled_at=None, reminded_at=None, starts_at__gte=midnight, starts_at__lt=after)
    found = list(locked(due.order_by("pk")))
    for booking in found:
        _tell(Verb.REMINDED, booking, None)
    Booking.objects.filter(pk__in=[booking.pk for booking in found]).update(reminded_at=timezone.now())
    return len(found)


def _tell(verb: Verb, booking: Booking, actor: Any, *, behalf: Organization | None = None, reason: str = "") -> None:
    record(
        actor,
        verb,
        booking,
        audience=EntryAudience.SIDES,
        behalf=behalf,
        reason=reason,
        data={"starts_at": booking.starts_at, "slot": booking.slot_id, "project": booking.project_id},
    )
