"""The past: written whole, at its own dates, as if it had been recorded then."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from mec.core.journal.history import PastEntry, record_past
from mec.core.journal.models import Entry
from mec.core.journal.services import UnknownVerbError, broken_chains, record
from mec.notifications.models import Notification
from mec.projects.enums import EntryAudience, Verb

pytestmark = pytest.mark.django_db
LONG_AGO = datetime(2024, 5, 1, 9, 0, 0, 250, tzinfo=UTC)
AFAR = 900_000


def past(day=0, verb=Verb.CREATED, object_id=AFAR, **rest):
    at = LONG_AGO + timedelta(days=day)
    return PastEntry("projects.project", object_id, at, None, verb, EntryAudience.MEMBERS, **rest)


def test_past_is_chained_and_dated():
    told = [past(), past(3, Verb.SUBMITTED, data={"message": 4}), past(object_id=AFAR + 1)]

    assert record_past(told) == 3

    assert list(broken_chains()) == []
    entries = Entry.objects.filter(object_id=AFAR).order_by("sequence")
    assert [(entry.verb, entry.recorded_at - LONG_AGO, entry.data) for entry in entries] == [
        (Verb.CREATED, timedelta(0), {}),
        (Verb.SUBMITTED, timedelta(days=3), {"message": 4}),
    ]
    assert not Notification.objects.exists()


def test_present_follows_the_past(project, people):
    record_past([past(object_id=AFAR)])
    project.pk = AFAR
    record(people["owner"], Verb.EDITED, project, audience=EntryAudience.MEMBERS)

    assert list(broken_chains()) == []
    assert [entry.sequence for entry in Entry.objects.filter(object_id=AFAR).order_by("sequence")] == [1, 2]


def test_past_of_an_object_that_has_one_is_refused():
    record_past([past()])
    with pytest.raises(IntegrityError), transaction.atomic():
        record_past([past(1)])
    assert Entry.objects.count() == 1


def test_past_that_nobody_could_read_is_refused():
    with pytest.raises(UnknownVerbError):
        record_past([past(verb="inconnu")])
    assert not Entry.objects.exists()
