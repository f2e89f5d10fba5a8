from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.cache.backends.locmem import LocMemCache

from mec.clients.circuit import FAILURES, PAUSE, Circuit
from mec.clients.errors import OutboundPausedError, OutboundUnreachableError
from tests.clients.servers import door_to, respond, serving

NOW = datetime(2026, 11, 3, 2, 0, tzinfo=UTC)


@pytest.fixture
def circuit():
    return Circuit(LocMemCache(str(uuid4()), {}), "site.test")


def test_circuit_opens_after_failures_in_a_row(circuit):
    for _ in range(FAILURES - 1):
        circuit.failed()
    circuit.answered()
    for _ in range(FAILURES - 1):
        circuit.failed()
    assert not circuit.is_open()

    circuit.failed()

    assert circuit.is_open()


def test_one_try_is_left_after_the_pause(circuit):
    with time_machine.travel(NOW, tick=False):
        for _ in range(FAILURES):
            circuit.failed()

    with time_machine.travel(NOW + timedelta(seconds=PAUSE + 1), tick=False):
        assert not circuit.is_open()
        circuit.failed()
        assert circuit.is_open()

    with time_machine.travel(NOW + timedelta(seconds=2 * PAUSE + 2), tick=False):
        circuit.answered()
        circuit.failed()
        assert not circuit.is_open()


def test_two_circuits_do_not_answer_for_each_other(circuit):
    for _ in range(FAILURES):
        circuit.failed()

    assert not Circuit(circuit.cache, "autre.test").is_open()


def test_door_leaves_alone_a_service_that_keeps_failing(circuit):
    with serving(respond("503 Service Unavailable")) as site:
        door = door_to(site.port, circuit=circuit)
        for _ in range(FAILURES):
            assert door.send("GET", f"http://site.test:{site.port}/").status == 503

        with pytest.raises(OutboundPausedError, match="nouvel essai dans une minute"):
            door.send("GET", f"http://site.test:{site.port}/")

    assert len(site.requests) == FAILURES


def test_answer_of_any_other_kind_closes_the_circuit(circuit):
    for _ in range(FAILURES - 1):
        circuit.failed()
    with serving(respond("404 Not Found")) as site:
        door_to(site.port, circuit=circuit).send("GET", f"http://site.test:{site.port}/")
    circuit.failed()

    assert not circuit.is_open()


def test_unknown_name_counts_as_a_failure(circuit):
    def unknown(host, port):
        raise OSError(host)

    for _ in range(FAILURES):
        with pytest.raises(OutboundUnreachableError):
            door_to(80, circuit=circuit, resolve=unknown).send("GET", "http://site.test/")

    assert circuit.is_open()
