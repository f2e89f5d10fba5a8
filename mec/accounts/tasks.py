from datetime import time, timedelta

from django.contrib.sessions.backends.db import SessionStore

from mec.accounts.services import end_overdue_support, purge_sign_in_requests
from mec.core.jobs.queue import job
from mec.core.jobs.schedules import scheduled


@scheduled(name="accounts.purge", at=time(3, 20))
@job()
def purge_entrances() -> None:
    """Forget the sign-in requests of more than a week ago, and the sessions that nobody can use any more."""
    purge_sign_in_requests()
    SessionStore.clear_expired()


@scheduled(name="accounts.support", every=timedelta(minutes=5))
@job()
def close_support_visits() -> None:
    """End the visits that lasted as long as they may, so that the person is told."""
    end_overdue_support()
