import socket
import sys
from argparse import SUPPRESS, ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connections

from mec.config.process import Program, StopFlag, Supervisor, stop_with_parent
from mec.config.readiness import listening_socket, require_migrated_database, require_static_files
from mec.config.web import WebServer
from mec.demo.personas import welcome


class Command(BaseCommand):
    help = "Démarre le site, les travaux et les tâches périodiques ; avec --web-only, le site seul (production)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--web-only", action="store_true", help="ne démarre que le site")
        parser.add_argument("--fd", type=int, help=SUPPRESS)

    def handle(self, *, web_only: bool, fd: int | None, **options: Any) -> None:
        if fd is not None:
            stop_with_parent()
            self._serve_web(socket.socket(fileno=fd))
            return
        require_migrated_database()
        listener = listening_socket()
        if web_only:
            require_static_files()
            self._serve_web(listener)
        else:
            self._serve_all(listener)

    def _serve_web(self, listener: socket.socket) -> None:
        connections.close_all()
        WebServer(listener, when_ready=self._say_ready).run()

    def _serve_all(self, listener: socket.socket) -> None:
        stop = StopFlag().listen()
        call_command("collectstatic", interactive=False, verbosity=0)
        mec = [sys.executable, "-m", "mec"]
        web = Program("Le site", [*mec, "serve", "--fd", str(listener.fileno())], inherited=[listener.fileno()])
        worker = Program("Le programme des travaux", [*mec, "worker", "--supervised"])
        if not Supervisor([web, worker], say=self._say, should_stop=stop).run():
            sys.exit(1)

    def _say_ready(self) -> None:
        self._say(f"Mon Espace Collectivité est prêt : {settings.SITE_URL}/ (Ctrl+C pour arrêter)")
        if settings.DEMO:
            self._say(welcome())

    def _say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()
