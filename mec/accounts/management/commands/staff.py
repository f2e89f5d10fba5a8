from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mec.accounts.queries import account_at
from mec.accounts.services import set_staff


class Command(BaseCommand):
    help = "Fait entrer un compte dans l’équipe du service, ou l’en retire. Peut être relancée sans risque."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", metavar="EMAIL", help="adresse électronique d’un compte existant")
        parser.add_argument("--remove", action="store_true", help="retire le compte de l’équipe")

    def handle(self, *args: Any, email: str, remove: bool, **options: Any) -> None:
        account = account_at(email.strip().lower())
        if account is None or not (account.is_active or remove):
            raise CommandError(
                f"Aucun compte actif n’a l’adresse {email}. La personne ouvre son compte en se connectant une fois."
            )
        changed = set_staff(account, staff=not remove)
        state = "n’est plus" if remove and changed else "n’est pas" if remove else "est" if changed else "est déjà"
        self.stdout.write(f"{account} ({account.email}) {state} dans l’équipe du service.")
