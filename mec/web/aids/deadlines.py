"""Until when an offer may be asked for, in a few words: the first thing that its page and its line say."""

from dataclasses import dataclass
from datetime import date

from mec.core.ui.french import day
from mec.offers.calendar import Standing
from mec.offers.enums import CalendarState

SOON = 30
"""Days: the badge then counts them."""


@dataclass(frozen=True)
class Deadline:
    text: str
    level: str
    """Of the badge of the design system: success, info, warning, error."""


def deadline_of(standing: Standing, today: date) -> Deadline | None:
    """Return what the badge says; nothing when no date is known."""
    if standing.state == CalendarState.UNSAID:
        return None
    if standing.state == CalendarState.PERMANENT:
        return Deadline("Ouverte toute l’année", "success")
    if standing.state == CalendarState.COMING:
        return Deadline(f"Ouvre le {_day(standing.since)}" if standing.since else "Pas encore ouverte", "info")
    if standing.is_closed:
        name = "Session close" if standing.state == CalendarState.BETWEEN else "Close"
        return Deadline(f"{name} depuis le {_day(standing.until)}" if standing.until else name, "error")
    return _open(standing, today)


def _open(standing: Standing, today: date) -> Deadline:
    left = standing.days_left(today)
    if left is None or standing.until is None:
        return Deadline("Ouverte", "success")
    until = f"Jusqu’au {_day(standing.until)}"
    if left > SOON:
        return Deadline(until, "info")
    counted = "dernier jour" if not left else f"encore {left}\u00a0jour{'s' if left > 1 else ''}"
    return Deadline(f"{until}, {counted}", "warning")


def _day(value: date | None) -> str:
    return day(value, weekday=False) if value else ""
