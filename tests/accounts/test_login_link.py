from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from mec.core.journal.queries import entries_of
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def test_command_prints_the_address_alone(settings):
    user = UserFactory(email="ada@exemple.fr")
    output = StringIO()

    call_command("login-link", "ada@exemple.fr", stdout=output)

    lines = output.getvalue().splitlines()
    assert (len(lines), lines[0].startswith(f"{settings.SITE_URL}/connexion/lien/")) == (1, True)
    assert [entry.verb for entry in entries_of(user)] == ["compte.lien_emis"]


def test_command_for_an_unknown_address_fails_and_prints_no_address():
    output = StringIO()

    with pytest.raises(CommandError, match=r"Aucun compte actif n’a l’adresse inconnue@exemple\.fr\."):
        call_command("login-link", "inconnue@exemple.fr", stdout=output)

    assert output.getvalue() == ""
