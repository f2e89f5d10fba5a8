from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import transaction
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from mec.core.http.models import Throttle
from mec.core.http.throttle import TooManyAttemptsError, client_address, client_network, hit, purge_throttles
from tests.core.http import probe
from tests.factories.http import ThrottleFactory
from tests.process import Gate, result

START = "2026-11-20T10:00:00Z"
WINDOW = timedelta(minutes=15)
PROXY = "10.0.0.1"


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as clock:
        yield clock


def attempt(*, scope="connexion", key="maire@privas.fr", limit=3):
    hit(scope=scope, key=key, limit=limit, window=WINDOW)


def request(address=PROXY, **headers):
    return RequestFactory().get("/", REMOTE_ADDR=address, headers=headers)


@pytest.mark.django_db
def test_attempts_beyond_the_limit_are_refused_until_the_first_leaves_the_window(clock):
    attempt()
    clock.shift(timedelta(minutes=5))
    attempt()
    attempt()
    with pytest.raises(TooManyAttemptsError) as refused:
        attempt()
    assert refused.value.retry_after == timedelta(minutes=10)
    clock.shift(refused.value.retry_after)
    attempt()
    with pytest.raises(TooManyAttemptsError) as refused:
        attempt()
    assert refused.value.retry_after == timedelta(minutes=5)


@pytest.mark.django_db
def test_refused_attempts_do_not_prolong_the_wait(clock):
    for _ in range(3):
        attempt()
    for minutes in (1, 2, 3):
        clock.shift(timedelta(minutes=minutes))
        with pytest.raises(TooManyAttemptsError):
            attempt()
    clock.shift(timedelta(minutes=9))
    attempt()


@pytest.mark.django_db
def test_lower_limit_waits_for_enough_attempts_to_leave(clock):
    for _ in range(3):
        attempt()
        clock.shift(timedelta(minutes=1))
    with pytest.raises(TooManyAttemptsError) as refused:
        attempt(limit=1)
    assert refused.value.retry_after == timedelta(minutes=14)


@pytest.mark.django_db
def test_scopes_and_keys_are_counted_apart(clock):
    for _ in range(3):
        attempt()
    attempt(scope="code")
    attempt(key="secretaire@privas.fr")
    assert Throttle.objects.count() == 3


@pytest.mark.django_db
def test_key_is_never_stored_and_differs_from_scope_to_scope(clock):
    attempt(scope="connexion")
    attempt(scope="code")
    keys = list(Throttle.objects.values_list("key", flat=True))
    assert len(set(keys)) == 2
    assert not any("privas" in key for key in keys)


@pytest.mark.django_db
def test_attempt_inside_a_transaction_is_refused(clock):
    with transaction.atomic(), pytest.raises(RuntimeError):
        attempt()


@pytest.mark.django_db
@given(st.lists(st.integers(min_value=0, max_value=600), max_size=20), st.integers(min_value=1, max_value=4))
def test_no_window_holds_more_than_the_limit(pauses, limit):
    key = uuid4().hex
    let_through = []
    with time_machine.travel(START, tick=False) as clock:
        elapsed = 0
        for pause in pauses:
            clock.shift(pause)
            elapsed += pause
            try:
                attempt(key=key, limit=limit)
            except TooManyAttemptsError:
                continue
            let_through.append(elapsed)
    window = WINDOW.total_seconds()
    assert all(later - earlier >= window for earlier, later in zip(let_through, let_through[limit:], strict=False))


def test_attempts_of_two_processes_are_all_counted(product, tmp_path):
    gates = [Gate.make(tmp_path / name) for name in ("one", "two")]
    key = uuid4().hex
    racers = [
        product.start_call(probe.race_to_hit, key=key, limit=25, attempts=20, gate=str(gate.folder)) for gate in gates
    ]
    for gate in gates:
        gate.wait()
    for gate in gates:
        gate.open()
    assert sum(result(racer) for racer in racers) == 25


@pytest.mark.django_db
def test_throttles_that_no_window_reaches_are_purged(clock):
    attempt()
    ThrottleFactory(key="old")
    clock.shift(timedelta(seconds=1))
    assert purge_throttles() == 1
    assert not Throttle.objects.filter(key="old").exists()


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, None, PROXY),
        (0, "203.0.113.7", PROXY),
        (1, None, PROXY),
        (1, "203.0.113.7", "203.0.113.7"),
        (1, "198.51.100.9, 203.0.113.7", "203.0.113.7"),
        (1, "198.51.100.9,203.0.113.7 ", "203.0.113.7"),
        (2, "198.51.100.9, 203.0.113.7", "198.51.100.9"),
        (2, "203.0.113.7", PROXY),
        (1, "unknown", PROXY),
        (1, "203.0.113.7, ", PROXY),
        (1, "203.0.113.7:4711", PROXY),
        (1, "2001:DB8::1", "2001:db8::1"),
    ],
)
def test_client_address_believes_the_declared_proxies_only(settings, proxies, forwarded, address):
    settings.TRUSTED_PROXY_COUNT = proxies
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    assert client_address(request(**headers)) == address


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("", ""),
    ],
)
def test_client_network_is_what_one_subscriber_owns(settings, address, network):
    settings.TRUSTED_PROXY_COUNT = 0
    assert client_network(request(address)) == network
