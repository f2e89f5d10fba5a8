"""How long to wait before trying again."""

from datetime import timedelta
from secrets import SystemRandom

FIRST = timedelta(seconds=10)
FACTOR = 4
LONGEST = timedelta(hours=1)
JITTER = 0.25
_LAST_GROWTH = 10
_random = SystemRandom()


def delay_after(tries: int) -> timedelta:
    """Return the wait after so many tries: 10 s, 40 s, 160 s… one hour at most, a quarter more or less at random."""
    return _plain_delay(tries) * _random.uniform(1 - JITTER, 1 + JITTER)


def tries_lasting(span: timedelta) -> int:
    """Return the number of tries after which about `span` has gone by."""
    tries, waited = 1, timedelta()
    while waited < span:
        waited += _plain_delay(tries)
        tries += 1
    return tries


def _plain_delay(tries: int) -> timedelta:
    return min(FIRST * int(FACTOR ** min(tries - 1, _LAST_GROWTH)), LONGEST)
