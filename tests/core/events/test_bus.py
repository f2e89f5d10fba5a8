"""Who hears of what: every committed event, none that was rolled back, each handler on its own."""

from dataclasses import dataclass

import pytest
from django.db import transaction

from mec.core.events import Event, publish, subscribe
from mec.core.jobs.runner import drain

pytestmark = pytest.mark.django_db
HEARD: list[tuple[str, int]] = []


@dataclass(frozen=True)
class Rang(Event):
    number: int


@dataclass(frozen=True)
class RangElsewhere(Rang):
    """Not what the readers of Rang subscribed to."""


def hear(event: Rang) -> None:
    HEARD.append(("tout", event.number))


def hear_even(event: Rang) -> None:
    HEARD.append(("pair", event.number))


subscribe(Rang, hear)
subscribe(Rang, hear)
subscribe(Rang, hear_even, when=lambda event: event.number % 2 == 0)


@pytest.fixture(autouse=True)
def _silence():
    HEARD.clear()


def test_event_is_heard_once_by_each_reader_that_wants_it():
    publish(Rang(number=1))
    publish(Rang(number=2))
    assert HEARD == []

    drain()
    assert sorted(HEARD) == [("pair", 2), ("tout", 1), ("tout", 2)]


def test_event_that_was_rolled_back_is_never_heard():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        publish(Rang(number=2))
        raise ZeroDivisionError

    drain()
    assert HEARD == []


def test_event_of_another_type_is_not_heard():
    publish(RangElsewhere(number=2))

    drain()
    assert HEARD == []
