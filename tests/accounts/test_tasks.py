from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from mec.accounts.models import SignInRequest
from mec.accounts.tasks import purge_entrances
from mec.core.jobs.schedules import schedules
from tests.factories.accounts import SignInRequestFactory

pytestmark = pytest.mark.django_db


def test_purge_forgets_old_requests_and_dead_sessions_only():
    now = timezone.now()
    kept = SignInRequestFactory(), Session.objects.create(pk="vive", expire_date=now + timedelta(days=1))
    SignInRequestFactory(created_at=now - timedelta(days=8))
    Session.objects.create(pk="morte", expire_date=now - timedelta(seconds=1))

    purge_entrances.func()

    assert (SignInRequest.objects.get(), Session.objects.get()) == kept


def test_purge_is_scheduled_every_night():
    assert schedules["accounts.purge"].job.module_path == purge_entrances.module_path
