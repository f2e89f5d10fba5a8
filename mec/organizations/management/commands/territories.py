from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from mec.organizations.queries import departements_without_pair
from mec.organizations.services import load_state_reference
from mec.territories.services import LoadReport, load_perimeters, load_reference


class Command(BaseCommand):
    help = "Charge ou met à jour les territoires de France et les services de l’État qui répondent pour eux."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--verifier", action="store_true", help="compare chaque ligne, même si l’édition est connue"
        )

    def handle(self, *args: object, verifier: bool, **options: object) -> None:
        self._tell_territories(load_reference(check=verifier, say=self.stdout.write))
        perimeters = load_perimeters()
        if perimeters.added or perimeters.updated:
            self.stdout.write(f"Périmètres\u00a0: ajoutés {perimeters.added}, mis à jour {perimeters.updated}.")
        state = load_state_reference()
        if state.changed:
            self.stdout.write(f"Services de l’État : créés {state.created}, mis à jour {state.updated}.")
        else:
            self.stdout.write("Services de l’État : rien à changer.")
        if state.kept:
            self.stdout.write(f"Gardés tels qu’ils ont été corrigés : {state.kept}.")
        alone = ", ".join(departement.name for departement in departements_without_pair())
        if alone:
            self.stdout.write(f"Sans binôme, à la charge de la région ou de l’ANCT : {alone}.")

    def _tell_territories(self, report: LoadReport) -> None:
        if not report.changed:
            self.stdout.write(f"Territoires : édition {report.edition}, rien à changer.")
            return
        self.stdout.write(
            f"Territoires : édition {report.edition}, créés {report.created}, modifiés {report.updated}, "
            f"disparus {report.ended}."
        )
