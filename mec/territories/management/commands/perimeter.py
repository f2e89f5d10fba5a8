import csv
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mec.territories.enums import PerimeterNature
from mec.territories.services import MembersReport, NoSuchPerimeterError, fill_perimeter

_COLUMNS = ("code", "code_insee", "insee", "insee_com", "codgeo", "siren")
_FEW = 20


class Command(BaseCommand):
    help = "Donne à un périmètre (zonage, parc, bassin…) la liste de ses territoires, lue dans un fichier CSV."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", help="code du périmètre\u00a0: littoral, montagne, petites-villes-de-demain…")
        parser.add_argument("fichier", type=Path, help="CSV avec une colonne code, code_insee, insee ou siren")
        parser.add_argument("--source", required=True, help="d’où vient la liste")
        parser.add_argument("--date", type=date.fromisoformat, required=True, help="date de la liste (AAAA-MM-JJ)")
        parser.add_argument(
            "--nom", default="", help="nom d’un périmètre nouveau\u00a0: «\u00a0communes du parc des Bauges\u00a0»"
        )
        parser.add_argument("--zonage", action="store_true", help="le périmètre nouveau est un zonage réglementaire")

    def handle(self, *args: object, code: str, fichier: Path, source: str, nom: str, **options: Any) -> None:
        try:
            report = fill_perimeter(
                code=code,
                codes=_codes(fichier),
                source_name=source,
                source_date=options["date"],
                name=nom,
                nature=PerimeterNature.ZONING if options["zonage"] else PerimeterNature.SET,
            )
        except NoSuchPerimeterError:
            raise CommandError(f"Le périmètre {code} n’existe pas\u00a0: donnez --nom pour le créer.") from None
        self._tell(report)

    def _tell(self, report: MembersReport) -> None:
        if not report.held:
            raise CommandError("Aucun code du fichier n’est connu\u00a0: rien n’a été écrit.")
        self.stdout.write(f"{report.held} territoires dans le périmètre.")
        if report.followed:
            lines = ", ".join(f"{old} → {new}" for old, new in list(report.followed.items())[:_FEW])
            self.stdout.write(f"Anciens codes suivis ({len(report.followed)})\u00a0: {lines}.")
        if report.unknown:
            self.stdout.write(f"Codes inconnus ({len(report.unknown)})\u00a0: {', '.join(report.unknown[:_FEW])}.")


def _codes(path: Path) -> list[str]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"Le fichier {path} ne se lit pas\u00a0: il doit être un CSV en UTF-8.") from error
    separator = ";" if ";" in text.partition("\n")[0] else ","
    rows = csv.DictReader(text.splitlines(), delimiter=separator)
    columns = {name.strip().lower(): name for name in rows.fieldnames or ()}
    column = next((columns[name] for name in _COLUMNS if name in columns), None)
    if column is None:
        raise CommandError(f"Le fichier n’a pas de colonne de codes\u00a0: nommez-la {', '.join(_COLUMNS)}.")
    return [row[column].strip() for row in rows if (row[column] or "").strip()]
