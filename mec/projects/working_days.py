"""Working days as an office of mainland France counts them: Monday to Friday, without the eleven national holidays.

Days that only Alsace-Moselle or an overseas territory keeps are counted as worked: a delay is then said one day too
long there, never too short.
"""

from datetime import date, timedelta
from functools import cache

_WEEK = 7
_WORKED = 5


def easter(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar, by the method of Butcher and Meeus."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    offset = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * offset) // 451
    month, day = divmod(h + offset - 7 * m + 114, 31)
    return date(year, month, day + 1)


@cache
def holidays(year: int) -> frozenset[date]:
    """Return the holidays of the Code du travail, article L. 3133-1."""
    fixed = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
    after_easter = (1, 39, 50)
    return frozenset(
        [date(year, month, day) for month, day in fixed]
        + [easter(year) + timedelta(days=days) for days in after_easter]
    )


def is_working_day(day: date) -> bool:
    return day.weekday() < _WORKED and day not in holidays(day.year)


def working_days_since(start: date, today: date) -> int:
    """Count the working days after `start` up to `today`, which counts: none for what came today."""
    if today <= start:
        return 0
    off = sum(
        start < day <= today and day.weekday() < _WORKED
        for year in range(start.year, today.year + 1)
        for day in holidays(year)
    )
    return _weekdays_until(today) - _weekdays_until(start) - off


def day_waited_since(today: date, count: int) -> date:
    """Return the latest day since which `count` working days have passed: all that came later has waited less."""
    day = today - timedelta(days=count)
    while working_days_since(day, today) < count:
        day -= timedelta(days=1)
    return day


def _weekdays_until(day: date) -> int:
    """Count Mondays to Fridays from the first day of the calendar, a Monday, to this one."""
    weeks, rest = divmod(day.toordinal(), _WEEK)
    return weeks * _WORKED + min(rest, _WORKED)
