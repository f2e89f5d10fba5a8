import pytest
from django.core.management import CommandError, call_command

from mec.core.journal.models import Entry
from mec.organizations.models import Membership
from mec.organizations.services import load_state_reference
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

EMAIL = "ada@exemple.fr"


@pytest.fixture(autouse=True)
def country(ardeche):
    load_state_reference()


@pytest.fixture(autouse=True)
def ada():
    return UserFactory(email=EMAIL, first_name="Ada", last_name="Lovelace")


def said(capsys):
    return capsys.readouterr().out.replace("\u00a0", " ")


def memberships():
    return list(Membership.objects.order_by("pk").values_list("organization__name", "role", "title", "active"))


def verbs():
    return list(Entry.objects.order_by("pk").values_list("verb", "actor"))


def test_command_attaches_once_and_says_so(capsys):
    command = ("member-add", EMAIL, "--commune", "07186", "--role", "administrateur", "--title", "Maire")
    call_command(*command)
    call_command(*command)

    assert said(capsys) == (
        "Rattachement fait : Ada Lovelace (ada@exemple.fr), Commune de Privas, gestion des membres.\n"
        "Rien à changer : Ada Lovelace (ada@exemple.fr), Commune de Privas, gestion des membres.\n"
    )
    assert memberships() == [("Commune de Privas", "administrateur", "Maire", True)]
    assert verbs() == [("organisation.membre_ajoute", None)]


def test_command_changes_only_what_it_is_told(capsys):
    call_command("member-add", EMAIL, "--commune", "07186", "--role", "administrateur")
    call_command("member-add", EMAIL, "--commune", "07186", "--title", "Maire")

    assert memberships() == [("Commune de Privas", "administrateur", "Maire", True)]


@pytest.mark.parametrize(
    ("option", "name"),
    [
        (("--epci", "200071413"), "Communauté d’agglomération Privas Centre Ardèche"),
        (("--departement", "07"), "Département de l’Ardèche"),
        (("--region", "84"), "Région Auvergne-Rhône-Alpes"),
        (("--prefecture", "07"), "Préfecture de l’Ardèche"),
        (("--ddt", "07"), "Direction départementale des territoires de l’Ardèche"),
        (("--sgar", "84"), "Secrétariat général pour les affaires régionales d’Auvergne-Rhône-Alpes"),
        (("--anct",), "Agence nationale de la cohésion des territoires"),
    ],
)
def test_each_organisation_has_its_option(option, name):
    call_command("member-add", EMAIL, *option)

    assert memberships() == [(name, "membre", "", True)]


def test_command_removes_once_and_brings_back(capsys):
    call_command("member-add", EMAIL, "--ddt", "07", "--title", "Chargée de mission")
    call_command("member-remove", EMAIL, "--ddt", "07")
    capsys.readouterr()
    call_command("member-remove", EMAIL, "--ddt", "07")

    name = "Direction départementale des territoires de l’Ardèche"
    assert said(capsys) == f"Rien à changer : ada@exemple.fr n’agit pas pour {name}.\n"
    assert memberships() == [(name, "membre", "Chargée de mission", False)]

    call_command("member-add", EMAIL, "--ddt", "07")
    assert memberships() == [(name, "membre", "Chargée de mission", True)]
    assert verbs() == [
        ("organisation.membre_ajoute", None),
        ("organisation.membre_retire", None),
        ("organisation.membre_ajoute", None),
    ]


@pytest.mark.parametrize(
    ("arguments", "refusal"),
    [
        (("inconnue@exemple.fr", "--commune", "07186"), "Aucun compte actif n’a l’adresse inconnue@exemple.fr."),
        ((EMAIL, "--commune", "99999"), "Aucun territoire de nature « Commune » n’a le code 99999."),
        ((EMAIL, "--prefecture", "84"), "Aucun territoire de nature « Département » n’a le code 84."),
    ],
)
def test_command_says_what_it_does_not_find(arguments, refusal):
    with pytest.raises(CommandError) as refused:
        call_command("member-add", *arguments)

    assert str(refused.value).replace("\u00a0", " ").startswith(refusal)
    assert (memberships(), verbs()) == ([], [])
