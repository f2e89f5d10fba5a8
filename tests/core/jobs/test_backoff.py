from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mec.core.jobs.backoff import JITTER, LONGEST, delay_after, tries_lasting


@pytest.mark.parametrize(("tries", "seconds"), [(1, 10), (2, 40), (3, 160), (4, 640), (5, 2560), (6, 3600), (99, 3600)])
def test_delay_grows_to_an_hour_give_or_take_a_quarter(tries, seconds):
    delay = delay_after(tries)
    assert seconds * (1 - JITTER) <= delay.total_seconds() <= seconds * (1 + JITTER)


@given(st.timedeltas(min_value=timedelta(), max_value=timedelta(days=30)))
def test_tries_lasting_cover_the_span_and_no_more_than_one_wait_beyond(span):
    tries = tries_lasting(span)
    waits = [min(timedelta(seconds=10 * 4 ** min(number, 10)), LONGEST) for number in range(tries - 1)]
    assert sum(waits, timedelta()) >= span
    assert sum(waits[:-1], timedelta()) < span or tries == 1
