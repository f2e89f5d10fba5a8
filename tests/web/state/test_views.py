"""The State's inbox and list."""

import pytest
from django.urls import reverse

from mec.organizations.models import StatePair
from mec.projects.models import Assignment
from mec.projects.services import take_charge
from tests.factories.projects import make_draft, make_project
from tests.web.costs import cost

INBOX = "/pilotage/a-traiter/"
BOARD = "/pilotage/"


def test_inbox_lists_what_waits_oldest_first(as_ddt, world, people):
    first = make_project(world.organizations["privas"], author=people["owner"], name="Première")
    second = make_project(world.organizations["privas"], author=people["owner"], name="Seconde")
    taken = make_project(world.organizations["privas"], author=people["owner"], name="Prise")
    make_project(world.organizations["bettant"], author=people["foreign_owner"], name="Ailleurs")
    make_draft(world.organizations["privas"], author=people["owner"], name="Brouillon")
    take_charge(taken, actor=people["prefecture"])

    page = as_ddt.get(INBOX).content.decode()

    assert page.index(first.name) < page.index(second.name)
    assert [name for name in ("Prise", "Ailleurs", "Brouillon") if name in page] == []
    assert "2 projets attendent" in page


def test_empty_inbox_says_so(as_ddt):
    assert "Tout est pris en charge" in as_ddt.get(INBOX).content.decode()


def test_inbox_of_the_region_counts_departements_without_pair(client_of, world, people):
    StatePair.objects.filter(departement__code="07").delete()
    make_project(world.organizations["privas"], author=people["owner"])

    assert "Dont 1 dans un département sans binôme" in client_of(people["regional"]).get(INBOX).content.decode()


def test_board_lists_everything_that_was_sent(as_ddt, project, people):
    take_charge(project, actor=people["prefecture"])

    page = as_ddt.get(BOARD).content.decode()
    assert "1 projet transmis, dont 1 pris en charge" in page
    assert "Prefecture Matrice" in page


def test_taking_charge_twice_is_done_once(as_ddt, project):
    address = reverse("state:take_charge", args=[project.reference])
    for _ in range(2):
        response = as_ddt.post(address, follow=True)

    assert Assignment.objects.count() == 1
    assert "Vous avez pris en charge" in response.content.decode()


def test_taking_charge_after_a_colleague_says_who_has_it(as_ddt, project, people):
    take_charge(project, actor=people["prefecture"])

    response = as_ddt.post(reverse("state:take_charge", args=[project.reference]), follow=True)

    assert "a déjà pris ce projet en charge" in response.content.decode()
    assert Assignment.objects.get().agent == people["prefecture"]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("page", "queries"), [(INBOX, 9), (BOARD, 9)])
def test_lists_cost_the_same_whatever_their_length(as_ddt, world, people, page, queries, count):
    for _ in range(count):
        make_project(world.organizations["privas"], author=people["owner"])
    assert cost(as_ddt, page) == queries


def test_following_page_continues_where_the_first_ended(as_ddt, world, people):
    for number in range(27):
        make_project(world.organizations["privas"], author=people["owner"], name=f"Projet-{number:02d}")

    first = as_ddt.get(INBOX).content.decode()
    cursor = first.split("apres=")[1].split('"')[0]
    second = as_ddt.get(f"{INBOX}?apres={cursor}").content.decode()

    assert ["Projet-24" in first, "Projet-25" in first] == [True, False]
    assert ["Projet-24" in second, "Projet-25" in second, "Projet-26" in second] == [False, True, True]
