"""How slots and their hours are shown."""

from datetime import time
from typing import Any

from django import forms

from mec.appointments.clocks import Clock, hours
from mec.appointments.models import Slot
from mec.core.ui.french import NBSP, day


class DayRadios(forms.RadioSelect):
    """Slots as radios; `day` on each option says under which day it stands."""

    clock: Clock | None = None

    def label(self, slot: Slot) -> str:
        return hours(slot.starts_at, self.clock)

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        option["day"] = day(value.instance.starts_at)
        return option


def quarters(first: time, last: time) -> list[tuple[str, str]]:
    """Return every quarter of an hour between two, both included, as ("09:15", "9 h 15")."""
    found = []
    for rank in range(first.hour * 4 + first.minute // 15, last.hour * 4 + last.minute // 15 + 1):
        hour, minute = rank // 4, rank % 4 * 15
        minutes = f"{NBSP}{minute:02d}" if minute else ""
        found.append((f"{hour:02d}:{minute:02d}", f"{hour}{NBSP}h{minutes}"))
    return found
