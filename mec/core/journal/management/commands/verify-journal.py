from django.core.management.base import BaseCommand, CommandError

from mec.core.journal.models import Entry
from mec.core.journal.services import broken_chains


class Command(BaseCommand):
    help = "Recalcule les chaînes du journal et signale toute entrée modifiée, retirée ou déplacée."

    def handle(self, *args: object, **options: object) -> None:
        broken = list(broken_chains())
        for chain in broken:
            self.stderr.write(f"{chain.object_type} {chain.object_id} : rompue à l’entrée {chain.sequence}")
        if broken:
            raise CommandError(f"{len(broken)} chaîne(s) rompue(s).")
        self.stdout.write(f"Journal intact : {Entry.objects.count()} entrées vérifiées.")
