import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mec.recommendations.evaluation import (
    Figures,
    JudgedProject,
    JudgedSetError,
    baseline_scorer,
    evaluate,
    production_scorer,
    read_aids,
    read_judged,
    shipped_aids,
)


class Command(BaseCommand):
    help = "Mesure le classement des offres sur des projets jugés, à côté de BM25 seul (nDCG@10 et rappel@20)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--judged", type=Path, required=True, help="projets et leurs notes, en JSON")
        parser.add_argument("--aids", type=Path, help="aides jugées, en JSON ; sans lui, le catalogue du service")
        parser.add_argument("--with-categories", action="store_true", help="lit aussi les thématiques déclarées")
        parser.add_argument("--json", type=Path, metavar="FICHIER", help="écrit les chiffres, projet par projet")

    def handle(self, *args: object, **options: Any) -> None:
        try:
            projects = read_judged(options["judged"])
            aids = read_aids(options["aids"]) if options["aids"] else shipped_aids()
        except JudgedSetError as error:
            raise CommandError(str(error)) from error
        plain = evaluate(projects, baseline_scorer(aids))
        ours = evaluate(projects, production_scorer(aids, with_categories=options["with_categories"]))
        self._print(projects, plain, ours)
        summary = _summary(ours)
        if options["json"]:
            whole = {**summary, "bm25": _summary(plain), "by_project": _by_project(ours)}
            _write(options["json"], json.dumps(whole, ensure_ascii=False, indent=2) + "\n")
        self.stdout.write(json.dumps(summary))

    def _print(self, projects: list[JudgedProject], plain: Figures, ours: Figures) -> None:
        self.stdout.write(f"{'projet':<8}{'nDCG@10':>9}{'BM25':>8}{'rappel@20':>11}{'BM25':>8}  titre")
        for project in projects:
            if project.pid in ours.measures:
                mine, other = ours.measures[project.pid], plain.measures[project.pid]
                self.stdout.write(
                    f"{project.pid:<8}{mine.ndcg10:>9.3f}{other.ndcg10:>8.3f}"
                    f"{_shown(mine.recall20):>11}{_shown(other.recall20):>8}  {project.title[:60]}"
                )
        self.stdout.write(
            f"{'moyenne':<8}{ours.ndcg10:>9.3f}{plain.ndcg10:>8.3f}{ours.recall20:>11.3f}{plain.recall20:>8.3f}"
        )


def _write(path: Path, content: str) -> None:
    try:
        path.write_text(content, encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{path} ne s’écrit pas\u00a0: {error.strerror}.") from error


def _summary(figures: Figures) -> dict[str, float | int]:
    return {
        "ndcg10": round(figures.ndcg10, 4),
        "recall20": round(figures.recall20, 4),
        "projects": len(figures.measures),
    }


def _by_project(figures: Figures) -> dict[str, dict[str, float | None]]:
    return {pid: {"ndcg10": found.ndcg10, "recall20": found.recall20} for pid, found in figures.measures.items()}


def _shown(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
