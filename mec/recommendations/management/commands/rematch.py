import time

from django.core.management.base import BaseCommand

from mec.recommendations.services import rematch_all


class Command(BaseCommand):
    help = "Rapproche du catalogue tous les projets suivis, garde les propositions et dit combien par seconde."

    def handle(self, *args: object, **options: object) -> None:
        started = time.perf_counter()
        count = rematch_all()
        seconds = time.perf_counter() - started
        projects = "projets rapprochés" if count > 1 else "projet rapproché"
        self.stdout.write(f"{count} {projects} en {seconds:.1f} s, soit {count / seconds:.0f} par seconde.")
