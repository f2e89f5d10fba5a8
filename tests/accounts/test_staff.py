import pytest
from django.core.management import CommandError, call_command

from mec.core.journal.models import Entry
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return UserFactory(email="ada@exemple.fr", first_name="Ada", last_name="Lovelace")


def entries():
    return list(Entry.objects.order_by("pk").values_list("verb", "object_id", "actor"))


def test_command_lets_an_account_into_the_team_once(ada, capsys):
    call_command("staff", " Ada@exemple.fr")
    call_command("staff", "ada@exemple.fr")

    ada.refresh_from_db()
    assert ada.is_staff is True
    assert capsys.readouterr().out == (
        "Ada Lovelace (ada@exemple.fr) est dans l’équipe du service.\n"
        "Ada Lovelace (ada@exemple.fr) est déjà dans l’équipe du service.\n"
    )
    assert entries() == [("compte.equipe_ajoute", ada.pk, None)]


@pytest.mark.parametrize("active", [True, False])
def test_command_takes_an_account_out_of_the_team_once(active, capsys):
    ada = UserFactory(email="ada@exemple.fr", first_name="Ada", last_name="Lovelace", staff=True, is_active=active)
    call_command("staff", "ada@exemple.fr", "--remove")
    call_command("staff", "ada@exemple.fr", "--remove")

    ada.refresh_from_db()
    assert ada.is_staff is False
    assert capsys.readouterr().out == (
        "Ada Lovelace (ada@exemple.fr) n’est plus dans l’équipe du service.\n"
        "Ada Lovelace (ada@exemple.fr) n’est pas dans l’équipe du service.\n"
    )
    assert entries() == [("compte.equipe_retire", ada.pk, None)]


@pytest.mark.parametrize("email", ["inconnue@exemple.fr", "fermee@exemple.fr"])
def test_command_needs_an_active_account(email):
    UserFactory(email="fermee@exemple.fr", disabled=True)

    with pytest.raises(CommandError, match=f"Aucun compte actif n’a l’adresse {email}"):
        call_command("staff", email)

    assert entries() == []
