from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mec.core.http.sessions import ABSOLUTE, IDLE, NOTED_EVERY, STAFF_ABSOLUTE, STAFF_IDLE
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

PAGE = "/compte/"


@pytest.fixture
def clock():
    with time_machine.travel("2026-03-03T08:00:00Z", tick=False) as traveller:
        yield traveller


def enters(client):
    return client.get(PAGE).status_code == 200


@pytest.mark.parametrize(("staff", "idle"), [(False, IDLE), (True, STAFF_IDLE)])
def test_session_left_alone_too_long_is_closed(client, clock, staff, idle):
    client.force_login(UserFactory(is_staff=staff))
    assert enters(client)

    clock.shift(idle - timedelta(seconds=1))
    assert enters(client)
    clock.shift(idle)
    assert not enters(client)
    assert Session.objects.filter(pk=client.session.session_key).count() == 0


@pytest.mark.parametrize(("staff", "idle", "absolute"), [(False, IDLE, ABSOLUTE), (True, STAFF_IDLE, STAFF_ABSOLUTE)])
def test_session_always_used_is_closed_in_the_end(client, clock, staff, idle, absolute):
    client.force_login(UserFactory(is_staff=staff))
    step, visits = idle / 2, 0

    while enters(client):
        clock.shift(step)
        visits += 1

    assert visits == absolute / step


def test_session_from_elsewhere_lives_from_its_first_request(client, clock):
    client.force_login(UserFactory())
    clock.shift(IDLE * 2)

    assert enters(client)


def test_session_is_written_once_a_minute_at_most(client, clock):
    client.force_login(UserFactory())
    enters(client)

    def updates():
        with CaptureQueriesContext(connection) as captured:
            enters(client)
        return [query["sql"] for query in captured if query["sql"].startswith("UPDATE")]

    clock.shift(NOTED_EVERY - timedelta(seconds=1))
    assert updates() == []
    clock.shift(timedelta(seconds=1))
    assert len(updates()) == 1


def test_visitor_without_session_writes_and_reads_none(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/connexion/")

    assert (response.status_code, SESSION_KEY in client.session) == (200, False)
