from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mec.projects.working_days import day_waited_since, easter, holidays, is_working_day, working_days_since

days = st.dates(date(2015, 1, 1), date(2045, 12, 31))


@pytest.mark.parametrize(
    ("year", "expected"),
    [(2008, (3, 23)), (2011, (4, 24)), (2024, (3, 31)), (2025, (4, 20)), (2026, (4, 5)), (2038, (4, 25))],
)
def test_easter_falls_when_the_calendar_says(year, expected):
    assert easter(year) == date(year, *expected)


def test_holidays_of_2026_are_the_eleven_of_the_law():
    assert sorted(holidays(2026)) == [
        date(2026, 1, 1),
        date(2026, 4, 6),
        date(2026, 5, 1),
        date(2026, 5, 8),
        date(2026, 5, 14),
        date(2026, 5, 25),
        date(2026, 7, 14),
        date(2026, 8, 15),
        date(2026, 11, 1),
        date(2026, 11, 11),
        date(2026, 12, 25),
    ]


@pytest.mark.parametrize(
    ("start", "today", "waited"),
    [
        (date(2026, 11, 20), date(2026, 11, 20), 0),
        (date(2026, 11, 20), date(2026, 11, 22), 0),
        (date(2026, 11, 20), date(2026, 11, 23), 1),
        (date(2026, 11, 10), date(2026, 11, 12), 1),
        (date(2026, 12, 24), date(2027, 1, 4), 5),
        (date(2026, 11, 23), date(2026, 11, 20), 0),
    ],
)
def test_waiting_is_counted_in_working_days(start, today, waited):
    assert working_days_since(start, today) == waited


@given(start=days, length=st.integers(0, 900))
def test_count_is_that_of_the_days_one_by_one(start, length):
    one_by_one = sum(is_working_day(start + timedelta(days=number)) for number in range(1, length + 1))

    assert working_days_since(start, start + timedelta(days=length)) == one_by_one


@given(today=days, count=st.integers(0, 60))
def test_day_waited_since_is_the_latest_that_waited_long_enough(today, count):
    found = day_waited_since(today, count)

    assert working_days_since(found, today) >= count
    assert working_days_since(found + timedelta(days=1), today) < count or count == 0
