from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from mec.organizations.enums import MembershipRole
from mec.organizations.management import designation
from mec.organizations.services import attach_member


class Command(BaseCommand):
    help = (
        "Rattache une personne à une organisation, ou change son rôle ou sa fonction. Peut être relancée sans risque."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        designation.add_arguments(parser)
        parser.add_argument(
            "--role", choices=MembershipRole.values, help="membre, ou administrateur pour gérer les autres membres"
        )
        parser.add_argument("--title", metavar="FONCTION", help="sa fonction, par exemple Maire")

    @transaction.atomic
    def handle(self, *args: Any, role: str | None, title: str | None, **options: Any) -> None:
        person, organization = designation.person_of(options), designation.organization_of(options)
        changed = attach_member(organization, user=person, role=MembershipRole(role) if role else None, title=title)
        membership = organization.memberships.get(user=person)
        said = f"{person} ({person.email}), {organization}, {membership.get_role_display().lower()}"
        self.stdout.write(f"Rattachement fait : {said}." if changed else f"Rien à changer : {said}.")
