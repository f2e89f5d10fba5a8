"""The life of a worker: find the dead, queue what is due, run jobs, until told to stop."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import InterfaceError, OperationalError, close_old_connections, connections
from django.utils import timezone

from mec.core.jobs.presence import Presence, rescue_orphans
from mec.core.jobs.runner import claim, run
from mec.core.jobs.schedules import Scheduler

logger = logging.getLogger("mec.jobs")

POLL_SECONDS = 0.5
ROUND_SECONDS = 2.0
RECOVERY_SECONDS = 1.0


@dataclass(frozen=True)
class WorkLoop:
    should_stop: Callable[[], bool]
    schedules: bool = True
    until_idle: bool = False
    """Stop when nothing is due any more."""

    def run(self) -> None:
        """Work until told to stop; a database that goes away and comes back does not end the loop."""
        while True:
            try:
                with Presence() as worker_id:
                    self._work(worker_id)
            except (OperationalError, InterfaceError) as error:
                logger.warning("database away: %s", type(error).__name__)
                connections.close_all()
                if self.should_stop():
                    return
                time.sleep(RECOVERY_SECONDS)
            else:
                return

    def _work(self, worker_id: str) -> None:
        scheduler = Scheduler()
        next_round = 0.0
        while not self.should_stop():
            close_old_connections()
            if time.monotonic() >= next_round:
                rescue_orphans(but=worker_id)
                if self.schedules:
                    scheduler.enqueue_due(timezone.now())
                next_round = time.monotonic() + ROUND_SECONDS
            row = claim(worker_id)
            if row is not None:
                run(row)
            elif self.until_idle:
                return
            else:
                time.sleep(POLL_SECONDS)
