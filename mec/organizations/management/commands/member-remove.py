from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from mec.organizations.management import designation
from mec.organizations.services import NotAMemberError, detach_member


class Command(BaseCommand):
    help = "Retire une personne d’une organisation : elle n’agit plus pour elle. Peut être relancée sans risque."

    def add_arguments(self, parser: ArgumentParser) -> None:
        designation.add_arguments(parser)

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        person, organization = designation.person_of(options), designation.organization_of(options)
        try:
            detach_member(organization, user=person)
        except NotAMemberError:
            self.stdout.write(f"Rien à changer : {person.email} n’agit pas pour {organization}.")
        else:
            self.stdout.write(f"Rattachement retiré : {person} ({person.email}), {organization}.")
