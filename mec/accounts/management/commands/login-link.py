from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mec.accounts.services import NoSuchAccountError, issue_sign_in_link


class Command(BaseCommand):
    help = "Affiche une adresse de connexion à usage unique, valable 15 minutes, pour un compte existant."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", metavar="EMAIL", help="adresse électronique du compte")

    def handle(self, *, email: str, **options: Any) -> None:
        try:
            self.stdout.write(issue_sign_in_link(email=email))
        except NoSuchAccountError:
            raise CommandError(f"Aucun compte actif n’a l’adresse {email}.") from None
