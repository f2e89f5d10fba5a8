from argparse import SUPPRESS, ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from mec.config.limits import JOBS, limit_statements
from mec.config.process import StopFlag, stop_with_parent
from mec.config.readiness import require_migrated_database
from mec.core.jobs.loop import WorkLoop


class Command(BaseCommand):
    help = "Fait les travaux en attente : courriels, notifications, tâches de nuit."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-scheduler", action="store_true", help="ne déclenche pas les tâches périodiques")
        parser.add_argument("--until-idle", action="store_true", help="s’arrête quand plus rien n’est à faire")
        parser.add_argument("--supervised", action="store_true", help=SUPPRESS)

    def handle(self, *, no_scheduler: bool, until_idle: bool, supervised: bool, **options: Any) -> None:
        stop = StopFlag().listen()
        if supervised:
            stop_with_parent()
        require_migrated_database()
        limit_statements(JOBS)
        WorkLoop(stop, schedules=not no_scheduler, until_idle=until_idle).run()
