from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from mec.core.jobs.health import jobs_health, parked_jobs, replay, replay_all


class Command(BaseCommand):
    help = "Liste les travaux abandonnés après tous leurs essais, les derniers d’abord (cent au plus), ou les relance."

    def add_arguments(self, parser: ArgumentParser) -> None:
        asked = parser.add_mutually_exclusive_group()
        asked.add_argument("--replay", nargs="+", metavar="ID", help="relance ces travaux, avec tous leurs essais")
        asked.add_argument("--replay-all", action="store_true", help="relance tous les travaux abandonnés")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["replay"]:
            self._replay(options["replay"])
        elif options["replay_all"]:
            self.stdout.write(f"Travaux relancés : {replay_all()}.")
        else:
            self._list()

    def _replay(self, ids: list[str]) -> None:
        wrong = [written for written in ids if not _is_id(written)]
        if wrong:
            raise CommandError(f"Ce ne sont pas des numéros de travaux : {', '.join(wrong)}.")
        count = replay(ids)
        self.stdout.write(f"Travaux relancés : {count}.")
        if count < len(set(ids)):
            self.stdout.write(f"Laissés tels quels, car ils ne sont pas abandonnés : {len(set(ids)) - count}.")

    def _list(self) -> None:
        count = jobs_health().parked
        self.stdout.write(f"Travaux abandonnés : {count}.")
        for job in parked_jobs():
            parked_at = timezone.localtime(job.parked_at).strftime("%d/%m/%Y %H:%M")
            arguments = ", ".join(f"{name}={value!r}" for name, value in job.arguments.items())
            self.stdout.write(f"{job.id}  {parked_at}  {job.path}({arguments})  {job.tries} essais  {job.error}")
        if count:
            self.stdout.write("Pour les relancer : mec jobs --replay ID, ou mec jobs --replay-all")


def _is_id(written: str) -> bool:
    try:
        UUID(written)
    except ValueError:
        return False
    return True
