"""The daily digest: each morning one job per person whom something awaits."""

from datetime import date, time

from django.utils import timezone

from mec.accounts.models import User
from mec.core.jobs.queue import enqueue, job
from mec.core.jobs.schedules import scheduled
from mec.notifications.queries import waiting_for_digest
from mec.notifications.services import send_digest_to


@scheduled(name="notifications.digest", at=time(7, 0))
@job()
def queue_digests() -> None:
    today = timezone.localdate()
    for user_id in waiting_for_digest():
        enqueue(send_digest, user_id=user_id, on=today.isoformat())


@job()
def send_digest(*, user_id: int, on: str) -> None:
    """Send one person's digest of the day `on`, in ISO 8601."""
    send_digest_to(User.objects.get(pk=user_id), on=date.fromisoformat(on))
