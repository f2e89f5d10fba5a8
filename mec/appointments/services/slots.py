"""Offer slots for a day, take one away."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from mec.appointments.enums import HORIZON, SLOT, EntryAudience, Permission, Verb
from mec.appointments.models import Desk, Slot
from mec.appointments.queries import live_booking_of
from mec.appointments.services.bookings import AlreadyStartedError, ReasonMissingError, end_booking
from mec.appointments.services.desks import HostBusyError
from mec.core.access import require
from mec.core.db import locked
from mec.core.journal.services import record


class DeskClosedError(Exception):
    """A closed desk offers nothing."""


class SlotHoursError(Exception):
    """The hours are not quarters, or the last comes before the first."""


class PastSlotsError(Exception):
    """The first slot would have begun already."""


class TooFarError(Exception):
    """The day is further than `HORIZON`."""


@dataclass(frozen=True)
class SlotHours:
    """From when to when, in Paris, on a day."""

    day: date
    first: time
    last: time
    """When the last slot ends."""

    def starts(self) -> list[datetime]:
        """Return the instants at which slots begin, in UTC. Raises SlotHoursError."""
        begins, ends = (self._instant(hour) for hour in (self.first, self.last))
        on_quarters = all(not (at.minute % 15 or at.second or at.microsecond) for at in (begins, ends))
        if not on_quarters or begins >= ends:
            raise SlotHoursError
        return [begins + SLOT * rank for rank in range((ends - begins) // SLOT)]

    def _instant(self, hour: time) -> datetime:
        return timezone.make_aware(datetime.combine(self.day, hour)).astimezone(UTC)


@transaction.atomic
def publish_slots(desk: Desk, *, hours: SlotHours, actor: Any) -> int:
    """Offer the fifteen minutes that follow one another between two hours; return how many are new.

    What is offered already stays, what was withdrawn comes back.
    Raises DeskClosedError, SlotHoursError, PastSlotsError, TooFarError, HostBusyError.
    """
    require(actor, Permission.KEEP_DESK, desk)
    starts = hours.starts()
    if starts[0] <= timezone.now():
        raise PastSlotsError
    if hours.day > timezone.localdate() + HORIZON:
        raise TooFarError
    current = locked(Desk.objects.filter(pk=desk.pk)).get()
    if not current.is_open:
        raise DeskClosedError
    count = _write(current, starts)
    if count:
        data = {"day": hours.day, "first": hours.first, "last": hours.last, "slots": count}
        _tell(Verb.SLOTS_PUBLISHED, desk, actor, data)
    return count


def _write(desk: Desk, starts: list[datetime]) -> int:
    known = dict(Slot.objects.filter(desk=desk, starts_at__in=starts).values_list("starts_at", "cancelled_at"))
    withdrawn = [at for at, cancelled_at in known.items() if cancelled_at]
    new = [Slot(desk=desk, host_id=desk.host_id, starts_at=at) for at in starts if at not in known]
    try:
        with transaction.atomic():
            Slot.objects.bulk_create(new)
            Slot.objects.filter(desk=desk, starts_at__in=withdrawn).update(cancelled_at=None, host=desk.host_id)
    except IntegrityError:
        raise HostBusyError from None
    return len(new) + len(withdrawn)


@transaction.atomic
def withdraw_slot(slot: Slot, *, reason: str = "", actor: Any) -> None:
    """Take a slot away before it starts; the appointment that it holds is cancelled for that reason.

    Said twice, done once. Raises AlreadyStartedError, ReasonMissingError.
    """
    require(actor, Permission.KEEP_DESK, slot.desk)
    current = locked(Slot.objects.filter(pk=slot.pk)).get()
    if current.cancelled_at:
        return
    if current.starts_at <= timezone.now():
        raise AlreadyStartedError
    booking = live_booking_of(current)
    if booking and not reason.strip():
        raise ReasonMissingError
    current.cancelled_at = timezone.now()
    current.save(update_fields=["cancelled_at"])
    if booking:
        end_booking(booking, reason=reason, behalf=slot.desk.organization, actor=actor)
    _tell(Verb.SLOT_WITHDRAWN, slot.desk, actor, {"starts_at": slot.starts_at}, reason=reason.strip())


def _tell(verb: Verb, desk: Desk, actor: Any, data: dict[str, Any], *, reason: str = "") -> None:
    record(actor, verb, desk, audience=EntryAudience.KEEPERS, behalf=desk.organization, data=data, reason=reason)
