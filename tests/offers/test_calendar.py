"""Where an offer stands on a day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mec.offers.calendar import Dates, Standing, contradictions, standing_of
from mec.offers.entries import SessionEntry
from mec.offers.enums import CalendarState, Recurrence

TODAY = date(2026, 11, 22)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
LATER = TODAY + timedelta(days=90)


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (Dates(), Standing(CalendarState.UNSAID)),
        (Dates(Recurrence.PERMANENT, closes_on=YESTERDAY), Standing(CalendarState.PERMANENT)),
        (Dates(closes_on=TODAY), Standing(CalendarState.OPEN, until=TODAY)),
        (Dates(closes_on=YESTERDAY), Standing(CalendarState.CLOSED, until=YESTERDAY)),
        (Dates(Recurrence.AGAIN, closes_on=YESTERDAY), Standing(CalendarState.BETWEEN, until=YESTERDAY)),
        (Dates(opens_on=TOMORROW, closes_on=LATER), Standing(CalendarState.COMING, until=LATER, since=TOMORROW)),
        (Dates(opens_on=TODAY), Standing(CalendarState.OPEN)),
    ],
)
def test_standing_without_session(dates: Dates, expected: Standing):
    assert standing_of(dates, TODAY) == expected


def test_open_session_gives_its_own_deadline():
    sessions = (SessionEntry("Printemps", closes_on=YESTERDAY), SessionEntry("Automne", TODAY, TOMORROW))
    assert standing_of(Dates(closes_on=LATER, sessions=sessions), TODAY) == Standing(
        CalendarState.OPEN, until=TOMORROW, session="Automne"
    )


def test_next_session_is_coming():
    sessions = (SessionEntry("Printemps", closes_on=YESTERDAY), SessionEntry("Automne", TOMORROW, LATER))
    assert standing_of(Dates(sessions=sessions), TODAY) == Standing(
        CalendarState.COMING, until=LATER, since=TOMORROW, session="Automne"
    )


def test_closed_session_before_the_deadline_is_between_two():
    dates = Dates(closes_on=LATER, sessions=(SessionEntry("Deuxième", YESTERDAY, YESTERDAY),))
    assert standing_of(dates, TODAY) == Standing(CalendarState.BETWEEN, until=YESTERDAY)


def test_aid_given_once_is_closed_after_its_session_whatever_its_deadline():
    session = SessionEntry("Seule", YESTERDAY, YESTERDAY)
    dates = Dates(Recurrence.ONCE, closes_on=LATER, sessions=(session,))

    assert standing_of(dates, TODAY) == Standing(CalendarState.CLOSED, until=YESTERDAY)


def test_aid_given_once_waits_for_the_session_that_it_announces_without_a_date():
    sessions = (SessionEntry("Première", YESTERDAY, YESTERDAY), SessionEntry("Deuxième"))

    assert standing_of(Dates(Recurrence.ONCE, closes_on=LATER, sessions=sessions), TODAY).state == CalendarState.BETWEEN


def test_last_session_over_without_any_deadline_is_closed():
    assert standing_of(Dates(sessions=(SessionEntry("Seule", None, YESTERDAY),)), TODAY).state == CalendarState.CLOSED


def test_days_left_count_the_last_day_as_none():
    assert standing_of(Dates(closes_on=TODAY), TODAY).days_left(TODAY) == 0
    assert standing_of(Dates(closes_on=TOMORROW), TODAY).days_left(TODAY) == 1
    assert standing_of(Dates(opens_on=TODAY), TODAY).days_left(TODAY) is None


UNDATED = SessionEntry("Session sans date")
SECOND = SessionEntry("Deuxième session", date(2021, 9, 22), date(2021, 11, 22))


def test_deadline_is_doubted_only_when_the_last_session_has_dates():
    dates = Dates(closes_on=date(2022, 12, 31), sessions=(SECOND, UNDATED))
    assert list(contradictions(dates)) == []


@pytest.mark.parametrize("sessions", [(SECOND,), (UNDATED, SECOND)])
def test_deadline_of_2022_and_last_session_of_2021_contradict_each_other(sessions):
    dates = Dates(closes_on=date(2022, 12, 31), sessions=sessions)
    assert list(contradictions(dates)) == [
        "La dernière session se clôt avant l’échéance\u00a0: une session manque, ou l’échéance est fausse."
    ]


days = st.none() | st.dates(date(2026, 1, 1), date(2027, 12, 31))


@given(
    closes=days,
    opens=days,
    sessions=st.lists(st.builds(SessionEntry, st.just("Session"), days, days), max_size=3),
    recurrence=st.sampled_from(["", *Recurrence]),
)
def test_deadline_past_is_never_open_unless_permanent(closes, opens, sessions, recurrence):
    standing = standing_of(Dates(recurrence, opens, closes, tuple(sessions)), TODAY)
    if closes is not None and closes < TODAY and recurrence != Recurrence.PERMANENT:
        assert standing.is_closed
    left = standing.days_left(TODAY)
    assert left is None or left >= 0
