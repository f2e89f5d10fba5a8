from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from mec.core.ui import french

NOON = datetime(2026, 3, 3, 11, 0, tzinfo=UTC)


def plain(text):
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (date(2026, 3, 3), "mardi 3 mars 2026"),
        (date(2026, 5, 1), "vendredi 1er mai 2026"),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), "vendredi 1er janvier 2027"),
    ],
)
def test_day_is_written_in_full(value, expected):
    assert plain(french.day(value)) == expected


def test_day_without_weekday():
    assert plain(french.day(date(2026, 8, 15), weekday=False)) == "15 août 2026"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (datetime(2026, 3, 3, 16, 0, tzinfo=UTC), "mardi 3 mars 2026, 17 h, heure de Paris"),
        (datetime(2026, 7, 3, 12, 32, tzinfo=UTC), "vendredi 3 juillet 2026, 14 h 32, heure de Paris"),
    ],
)
def test_instant_is_in_paris_whatever_the_season(value, expected):
    assert plain(french.instant(value)) == expected


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (timedelta(seconds=20), "à l’instant"),
        (timedelta(minutes=1), "il y a 1 minute"),
        (timedelta(minutes=59), "il y a 59 minutes"),
        (timedelta(hours=1), "il y a 1 heure"),
        (timedelta(hours=11), "il y a 11 heures"),
        (timedelta(hours=13), "hier"),
        (timedelta(days=2), "il y a 2 jours"),
        (timedelta(days=30), "il y a 30 jours"),
        (timedelta(days=31), "le 31 janvier 2026"),
    ],
)
def test_ago_counts_in_calendar_days(before, expected):
    assert plain(french.ago(NOON - before, now=NOON)) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (75000, "75 000 €"),
        (Decimal("1234.5"), "1 234,50 €"),
        (0, "0 €"),
        (Decimal(-12000000), "-12 000 000 €"),
    ],
)
def test_euros(value, expected):
    assert plain(french.euros(value)) == expected


@pytest.mark.parametrize(("value", "expected"), [(999, "999"), (75000, "75 000"), (Decimal("12.50"), "12,50")])
def test_number(value, expected):
    assert plain(french.number(value)) == expected


@pytest.mark.parametrize(
    ("names", "expected"), [([], ""), (["a"], "a"), (["a", "b"], "a et b"), (["a", "b", "c"], "a, b et c")]
)
def test_listed(names, expected):
    assert french.listed(names) == expected
