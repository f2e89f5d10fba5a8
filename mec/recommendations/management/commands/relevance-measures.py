import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mec.recommendations.evaluation import JudgedSetError, MeasureFigures, evaluate_measures, read_funded


class Command(BaseCommand):
    help = "Mesure à quel rang vient la bonne mesure du Fonds vert, pour mille projets vraiment aidés."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FICHIER", help="projets aidés, en CSV à points-virgules")

    def handle(self, *args: object, **options: Any) -> None:
        try:
            found = evaluate_measures(read_funded(options["file"]))
        except JudgedSetError as error:
            raise CommandError(str(error)) from error
        if not found:
            raise CommandError(f"{options['file']} ne contient aucun projet.")
        self.stdout.write(
            f"{'projets':>8}{'1re':>8}{'3 1res':>8}{'10 1res':>9}  mesure (1re et 3 premières : parmi les mesures)"
        )
        for demarche, figures in sorted(found.items(), key=lambda item: -item[1].projects):
            self._line(figures.projects, figures.shares(), demarche[:70])
        whole = MeasureFigures(*(sum(column) for column in zip(*(_row(each) for each in found.values()), strict=True)))
        shares = [each.shares() for each in found.values()]
        mean = tuple(sum(column) / len(shares) for column in zip(*shares, strict=True))
        self._line(whole.projects, whole.shares(), "tous les projets")
        self._line(whole.projects, mean, "moyenne des mesures")
        names = ("first", "in_three", "in_ten")
        self.stdout.write(
            json.dumps(
                {
                    "projects": whole.projects,
                    **{name: round(value, 1) for name, value in zip(names, whole.shares(), strict=True)},
                    "by_measure": {name: round(value, 1) for name, value in zip(names, mean, strict=True)},
                }
            )
        )

    def _line(self, projects: int, shares: tuple[float, ...], name: str) -> None:
        first, three, ten = shares
        self.stdout.write(f"{projects:>8}{first:>7.1f}%{three:>7.1f}%{ten:>8.1f}%  {name}")


def _row(figures: MeasureFigures) -> tuple[int, int, int, int]:
    return figures.projects, figures.first, figures.in_three, figures.in_ten
