"""What people do: open a desk, publish slots, book, cancel."""

from mec.appointments.services.bookings import (
    AlreadyStartedError,
    BookingRequest,
    NotReceivedError,
    ReasonMissingError,
    SameHourError,
    SlotTakenError,
    TooManyBookingsError,
    book_slot,
    cancel_booking,
    remind_of_tomorrow,
)
from mec.appointments.services.desks import (
    DeskContent,
    HostBusyError,
    NotAHostError,
    close_desk,
    edit_desk,
    open_desk,
)
from mec.appointments.services.slots import (
    DeskClosedError,
    PastSlotsError,
    SlotHours,
    SlotHoursError,
    TooFarError,
    publish_slots,
    withdraw_slot,
)

__all__ = [
    "AlreadyStartedError",
    "BookingRequest",
    "DeskClosedError",
    "DeskContent",
    "HostBusyError",
    "NotAHostError",
    "NotReceivedError",
    "PastSlotsError",
    "ReasonMissingError",
    "SameHourError",
    "SlotHours",
    "SlotHoursError",
    "SlotTakenError",
    "TooFarError",
    "TooManyBookingsError",
    "book_slot",
    "cancel_booking",
    "close_desk",
    "edit_desk",
    "open_desk",
    "publish_slots",
    "remind_of_tomorrow",
    "withdraw_slot",
]
