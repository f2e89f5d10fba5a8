"""Dates, numbers and lists as they are written in French."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

NBSP = "\u00a0"
NNBSP = "\u202f"
MINUTES_OF_AN_HOUR = 60
DAYS_TOLD_AS_AGO = 30
KILOBYTE = 1_000
PARIS = ZoneInfo("Europe/Paris")

_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip


def day(value: date, *, weekday: bool = True, zone: ZoneInfo = PARIS) -> str:
    """Return "mardi 3 mars 2026", or "3 mars 2026" without the weekday; an instant is read in Paris, or in `zone`."""
    if isinstance(value, datetime):
        value = value.astimezone(zone).date()
    number = "1er" if value.day == 1 else str(value.day)
    written = f"{number}{NBSP}{_MONTHS[value.month - 1]} {value.year}"
    return f"{_DAYS[value.weekday()]} {written}" if weekday else written


def hour(value: datetime, *, zone: ZoneInfo = PARIS) -> str:
    """Return "17 h" or "14 h 32", in Paris or in `zone`."""
    local = value.astimezone(zone)
    return f"{local.hour}{NBSP}h{NBSP}{local.minute:02d}" if local.minute else f"{local.hour}{NBSP}h"


def instant(value: datetime) -> str:
    """Return "mardi 3 mars 2026, 17 h, heure de Paris"."""
    return f"{day(value)}, {hour(value)}, heure de Paris"


def ago(value: datetime, *, now: datetime) -> str:
    """Return how long ago in words: "il y a 5 minutes", "hier", "il y a 2 jours"; the day itself after a month."""
    minutes = int((now - value).total_seconds() // 60)
    days = (now.astimezone(PARIS).date() - value.astimezone(PARIS).date()).days
    if minutes < 1:
        return "à l’instant"
    if minutes < MINUTES_OF_AN_HOUR:
        return f"il y a {_counted(minutes, 'minute')}"
    if days == 0:
        return f"il y a {_counted(minutes // MINUTES_OF_AN_HOUR, 'heure')}"
    if days == 1:
        return "hier"
    return f"il y a {days}{NBSP}jours" if days <= DAYS_TOLD_AS_AGO else f"le {day(value, weekday=False)}"


def number(value: Decimal | int) -> str:
    """Return "75 000" or "1 234,50": two decimals or none."""
    written = f"{Decimal(value):,.2f}".removesuffix(".00")
    return written.replace(",", NNBSP).replace(".", ",")


def euros(value: Decimal | int) -> str:
    """Return "75 000 €" or "1 234,50 €"."""
    return f"{number(value)}{NBSP}€"


def inhabitants(value: int) -> str:
    """Return "1 habitant" or "8 350 habitants"."""
    return f"{number(value)}{NBSP}habitant{'s' if value > 1 else ''}"


def file_size(size: int) -> str:
    """Return "812 octets", "61 ko" or "1,2 Mo" for a number of bytes."""
    if size < KILOBYTE:
        return _counted(size, "octet")
    kilobytes = round(size / KILOBYTE)
    if kilobytes < KILOBYTE:
        return f"{kilobytes}{NBSP}ko"
    return f"{kilobytes / KILOBYTE:.1f}".replace(".", ",").removesuffix(",0") + f"{NBSP}Mo"


def listed(names: Sequence[str]) -> str:
    """Return "communes, départements et régions"; nothing for no name."""
    return " et ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def _counted(number: int, noun: str) -> str:
    return f"{number}{NBSP}{noun}{'s' if number > 1 else ''}"
