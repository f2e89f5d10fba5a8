"""What a person does with parked jobs from the command line."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django_tasks_db.models import DBTaskResult

from mec.core.jobs.queue import enqueue
from mec.core.jobs.runner import drain
from tests.core.jobs import probe

pytestmark = pytest.mark.django_db
UNKNOWN = "00000000-0000-0000-0000-000000000000"


@pytest.fixture
def parked():
    with time_machine.travel("2026-11-20T10:00:00Z", tick=False) as clock:
        enqueue(probe.fail, word="privas")
        for _ in range(5):
            drain()
            clock.shift(timedelta(hours=2))
        yield DBTaskResult.objects.get()


def said(capsys):
    return capsys.readouterr().out.replace("\u00a0", " ").splitlines()


def test_command_says_that_nothing_is_parked(capsys):
    call_command("jobs")

    assert said(capsys) == ["Travaux abandonnés : 0."]


def test_command_lists_what_is_parked(parked, capsys):
    call_command("jobs")

    assert said(capsys) == [
        "Travaux abandonnés : 1.",
        f"{parked.pk}  20/11/2026 19:00  tests.core.jobs.probe.fail(word='privas')  5 essais  builtins.RuntimeError",
        "Pour les relancer : mec jobs --replay ID, ou mec jobs --replay-all",
    ]


def test_command_replays_what_it_is_given(parked, capsys):
    call_command("jobs", "--replay", str(parked.pk), UNKNOWN)

    assert said(capsys) == ["Travaux relancés : 1.", "Laissés tels quels, car ils ne sont pas abandonnés : 1."]
    assert list(DBTaskResult.objects.ready()) == [parked]


def test_command_replays_everything_once(parked, capsys):
    call_command("jobs", "--replay-all")
    call_command("jobs", "--replay-all")

    assert said(capsys) == ["Travaux relancés : 1.", "Travaux relancés : 0."]
    assert list(DBTaskResult.objects.ready()) == [parked]


def test_command_refuses_what_is_no_number(parked):
    with pytest.raises(CommandError, match=r"Ce ne sont pas des numéros de travaux\xa0: privas\."):
        call_command("jobs", "--replay", "privas")
