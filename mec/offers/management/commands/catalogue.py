from django.core.management.base import BaseCommand
from django.db import transaction

from mec.offers.index import rebuild_offer_index
from mec.offers.services import CatalogueReport, load_catalogue
from mec.taxonomy.services import load_topics


class Command(BaseCommand):
    help = "Charge les thématiques et les offres livrées avec le service ; sans effet s’il n’y a rien de nouveau."

    def handle(self, *args: object, **options: object) -> None:
        report = self._load()
        self.stdout.write(f"  recherche : {rebuild_offer_index()} offres")
        for code in report.kept:
            self.stdout.write(f"  {code} : corrigée dans le service, la fiche livrée n’a pas été appliquée")
        for code in report.waiting:
            self.stdout.write(f"  {code} : chargez d’abord les territoires (mec territories), puis recommencez")

    @transaction.atomic
    def _load(self) -> CatalogueReport:
        self.stdout.write(f"Thématiques et offres livrées avec le service\n  {load_topics()}")
        report = load_catalogue()
        self.stdout.write(f"  {report}")
        return report
