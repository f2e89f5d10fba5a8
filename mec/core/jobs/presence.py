"""Which workers are alive, and what to do with the jobs of the dead.

On one machine a worker holds a lock on a file, which the system lets go of the moment it dies: a restart finds its
orphans at once. Between machines its row says when it was last seen.
"""

import fcntl
import logging
import secrets
import threading
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import IO

from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections, connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from mec.core.db import locked
from mec.core.jobs.models import Worker
from mec.core.jobs.runner import give_back

logger = logging.getLogger("mec.jobs")

BEAT = timedelta(seconds=3)
LEASE = timedelta(seconds=15)


class Presence:
    """While it is entered, a worker that others know to be alive.

    Left by an exception, it leaves its row behind: whoever looks next gives its job back.
    """

    def __init__(self) -> None:
        self.worker_id = secrets.token_hex(16)
        self._ended = threading.Event()
        self._lock: IO[bytes] | None = None
        self._thread = threading.Thread(target=self._beat, name="presence", daemon=True)

    def __enter__(self) -> str:
        path = _lock_path(self.worker_id)
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = path.open("wb")
        fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        try:
            Worker.objects.create(pk=self.worker_id)
        except BaseException:
            self._let_go(forget=True)
            raise
        self._thread.start()
        return self.worker_id

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()
        if kind is None:
            Worker.objects.filter(pk=self.worker_id).delete()
        self._let_go(forget=kind is None)

    def _let_go(self, *, forget: bool) -> None:
        if forget:
            _lock_path(self.worker_id).unlink(missing_ok=True)
        if self._lock is not None:
            self._lock.close()

    def _beat(self) -> None:
        while not self._ended.wait(BEAT.total_seconds()):
            try:
                close_old_connections()
                Worker.objects.update_or_create(pk=self.worker_id, defaults={"seen_at": timezone.now()})
            except (OperationalError, InterfaceError) as error:
                logger.warning("heartbeat missed: %s", type(error).__name__)
                connection.close()
        connection.close()


def live_workers() -> int:
    return Worker.objects.filter(seen_at__gte=timezone.now() - LEASE).count()


def rescue_orphans(*, but: str = "") -> int:
    """Give back the jobs of workers that died, and return how many; `but` names the worker that asks."""
    late = Worker.objects.exclude(pk=but).filter(seen_at__lt=timezone.now() - LEASE)
    dead = {worker.pk: worker for worker in late}
    dead |= {worker.pk: worker for worker in Worker.objects.exclude(pk=but) if _died_here(worker.pk)}
    return sum(_bury(worker) for worker in dead.values())


@transaction.atomic
def _bury(worker: Worker) -> int:
    if locked(Worker.objects.filter(pk=worker.pk, seen_at=worker.seen_at)).first() is None:
        return 0
    count = 0
    for orphan in DBTaskResult.objects.running():
        if orphan.worker_ids[-1:] != [worker.pk]:
            continue
        held = DBTaskResult.objects.running().filter(pk=orphan.pk).select_for_update(skip_locked=True).first()
        if held is None:  # Its transaction is open: late, but alive.
            return count
        give_back(held)
        count += 1
    Worker.objects.filter(pk=worker.pk).delete()
    _lock_path(worker.pk).unlink(missing_ok=True)
    return count


def _died_here(worker_id: str) -> bool:
    """Whether the worker ran on this machine and its process is gone."""
    try:
        with _lock_path(worker_id).open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _lock_path(worker_id: str) -> Path:
    return Path(settings.DATA_DIR) / "workers" / f"{worker_id}.lock"
