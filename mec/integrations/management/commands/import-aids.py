from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from mec.clients.aides_territoires import AidsFileError, read_file
from mec.integrations.aides_territoires.services import ImportReport, ShrunkListError, import_aids
from mec.taxonomy.services import load_topics


class Command(BaseCommand):
    help = "Charge des aides d’Aides-territoires lues dans un fichier JSON\u00a0; sans effet la seconde fois."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fichier", type=Path, help="la liste des aides, telle que l’API la donne")
        parser.add_argument(
            "--complet",
            action="store_true",
            help="le fichier est la liste entière\u00a0: ce qui n’y est plus n’est plus ouvert",
        )
        parser.add_argument("--accepter-la-baisse", action="store_true", help="même si la liste a beaucoup diminué")

    def handle(self, *args: object, fichier: Path, complet: bool, accepter_la_baisse: bool, **options: object) -> None:
        load_topics()
        try:
            reading = read_file(fichier)
            report = import_aids(reading, complete=complet, accept_drop=accepter_la_baisse, say=self.stdout.write)
        except (AidsFileError, ShrunkListError) as error:
            raise CommandError(str(error)) from error
        self._tell(report)

    def _tell(self, report: ImportReport) -> None:
        self.stdout.write(
            f"Aides-territoires\u00a0: {report.read} aides lues, {report.added} ajoutées, {report.updated} modifiées, "
            f"{report.unchanged} inchangées, {report.ended} plus ouvertes, {report.kept} gardées telles que corrigées."
        )
        if report.problems:
            self.stdout.write("Ce qui n’a pas trouvé sa place (nombre d’aides)\u00a0:")
        for problem in report.problems:
            self.stdout.write(f"  {problem}")
