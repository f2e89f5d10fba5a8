import json
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from mec.demo.build import TerritoriesMissingError, build_demo
from mec.demo.country import MOST_PROJECTS, build_country
from mec.demo.personas import PERSONAS, persona_lines


class Command(BaseCommand):
    help = "Prépare l’espace de démonstration : personnes, organisations et projets fictifs sur de vrais territoires."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--list", action="store_true", help="liste les personnes de la démonstration")
        parser.add_argument("--json", action="store_true", help="avec --list : en JSON")
        parser.add_argument("--projects", type=int, metavar="N", help="ajoute N projets fictifs dans tout le pays")
        parser.add_argument("--seed", type=int, default=1, metavar="S", help="avec --projects : un autre tirage")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["list"]:
            self._list(as_json=options["json"])
            return
        if not settings.DEMO:
            raise CommandError("L’espace de démonstration est fermé ici (MEC_DEMO).")
        projects = options["projects"]
        if projects is not None and not 1 <= projects <= MOST_PROJECTS:
            raise CommandError(f"Demandez de 1 à {MOST_PROJECTS} projets.")
        try:
            report = build_demo()
        except TerritoriesMissingError:
            raise CommandError("Chargez d’abord les territoires : mec territories") from None
        self.stdout.write(f"Démonstration : {report.people} personnes et {report.projects} projets ajoutés.")
        if projects is not None:
            self._fill_country(projects, options["seed"])

    def _fill_country(self, projects: int, seed: int) -> None:
        report = build_country(projects=projects, seed=seed, progress=self._show)
        self.stdout.write(f"Pays : {report.added} projets ajoutés, {report.known} déjà là.")

    def _show(self, done: int, total: int) -> None:
        if sys.stderr.isatty():
            self.stderr.write(f"\r{done} projets sur {total}", ending="" if done < total else "\n")

    def _list(self, *, as_json: bool) -> None:
        if as_json:
            people = [
                {
                    "email": persona.email,
                    "name": f"{persona.first_name} {persona.last_name}",
                    "story": persona.story,
                    "posts": [post.title for post in persona.posts],
                }
                for persona in PERSONAS
            ]
            self.stdout.write(json.dumps(people, ensure_ascii=False, indent=2))
            return
        for line in persona_lines():
            self.stdout.write(line)
