from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from mec.core.http.models import Throttle
from mec.core.jobs.models import ScheduledRun
from mec.core.jobs.queue import enqueue
from mec.core.jobs.runner import drain
from mec.core.jobs.tasks import keep_house
from tests.core.jobs import probe
from tests.factories.http import ThrottleFactory
from tests.factories.jobs import ScheduledRunFactory


@pytest.mark.django_db
def test_house_is_kept_of_old_results_throttles_and_runs():
    now = timezone.now()
    with time_machine.travel(now - timedelta(days=8)):
        enqueue(probe.note, word="old")
        drain()
    enqueue(probe.note, word="new")
    ThrottleFactory(expires_at=now - timedelta(seconds=1))
    ThrottleFactory(expires_at=now + timedelta(hours=1), key="kept")
    ScheduledRunFactory(due_at=now - timedelta(days=401))
    ScheduledRunFactory(due_at=now - timedelta(days=1), name="kept")
    keep_house.call()
    assert [row.args_kwargs["kwargs"]["word"] for row in DBTaskResult.objects.all()] == ["new"]
    assert list(Throttle.objects.values_list("key", flat=True)) == ["kept"]
    assert list(ScheduledRun.objects.values_list("name", flat=True)) == ["kept"]
