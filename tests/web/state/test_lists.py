"""The State's inbox and list."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from mec.organizations.models import Membership, StatePair
from mec.projects.models import Assignment, Project, RoutingRule
from mec.projects.services import take_charge
from tests.factories.projects import make_draft, make_project
from tests.web.costs import cost

INBOX = "/pilotage/a-traiter/"
BOARD = "/pilotage/"


def words(response):
    """The page with plain spaces, each one alone."""
    return " ".join(response.content.decode().split())


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

    page = words(as_ddt.get(BOARD))
    assert "1 projet </h2>" in page or "1 projet</h2>" in page
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
@pytest.mark.parametrize(("page", "queries"), [(INBOX, 8), (BOARD, 7), (f"{BOARD}?vue=kanban", 7)])
def test_lists_cost_the_same_whatever_their_length(as_ddt, world, people, page, queries, count):
    for _ in range(count):
        make_project(world.organizations["privas"], author=people["owner"])
    assert cost(as_ddt, page) == queries


def test_following_page_continues_where_the_first_ended(as_ddt, world, people):
    for number in range(22):
        make_project(world.organizations["privas"], author=people["owner"], name=f"Projet-{number:02d}")

    first = as_ddt.get(INBOX).content.decode()
    cursor = first.split("apres=")[1].split('"')[0]
    second = as_ddt.get(f"{INBOX}?apres={cursor}").content.decode()

    assert ["Projet-19" in first, "Projet-20" in first] == [True, False]
    assert ["Projet-19" in second, "Projet-20" in second, "Projet-21" in second] == [False, True, True]


def test_inbox_suggests_whom_the_table_names_and_why(as_ddt, project, world, people):
    RoutingRule.objects.create(
        organization=world.organizations["ddt"], target=world.organizations["prefecture"], agent=people["prefecture"]
    )

    page = as_ddt.get(INBOX).content.decode()

    assert "Affecter à Prefecture Matrice" in page
    assert "tous les projets, règle de votre service" in page
    assert page.count("Prendre en charge<") == 1


def test_inbox_suggests_oneself_by_one_button_and_not_two(as_ddt, project, world, people):
    RoutingRule.objects.create(
        organization=world.organizations["ddt"], target=world.organizations["ddt"], agent=people["ddt"]
    )

    page = as_ddt.get(INBOX).content.decode()

    assert page.count("Prendre en charge<") == 1
    assert reverse("state:accept", args=[project.reference]) in page
    assert "Affecter à Ddt" not in page


def test_inbox_names_the_places_of_a_project_that_its_owner_does_not_say(as_ddt, world, people):
    project = make_project(world.organizations["privas"], author=people["owner"])
    assert "Privas – Vals" not in words(as_ddt.get(INBOX))

    project.territories.add(world.territories["vals"])
    assert "Privas – Vals" in words(as_ddt.get(INBOX))


@time_machine.travel("2026-11-24T10:00:00+01:00", tick=False)
def test_inbox_counts_working_days_in_paris_and_flags_what_waits_too_long(as_ddt, project, world, people):
    late = make_project(world.organizations["privas"], author=people["owner"], name="Vieux")
    Project.objects.filter(pk=project.pk).update(waiting_since=datetime(2026, 11, 20, 23, 30, tzinfo=UTC))
    Project.objects.filter(pk=late.pk).update(waiting_since=datetime(2026, 11, 8, 9, tzinfo=UTC))

    page = words(as_ddt.get(INBOX))

    assert "attend depuis 2 jours ouvrés" in page
    assert "attend depuis 11 jours ouvrés" in page
    assert "1 attend depuis plus de 10 jours ouvrés" in page
    assert page.index("Vieux") < page.index("École")


def test_empty_inbox_gives_the_figures_of_the_week(as_ddt, project, people):
    take_charge(project, actor=people["prefecture"])
    assert "Cette semaine : 1 projet reçu, 1 pris en charge" in words(as_ddt.get(INBOX))


def test_project_of_both_departements_is_listed_once_for_everyone(client_of, world, people):
    territories = [world.territories["privas"], world.territories["bettant"]]
    make_project(world.organizations["privas"], author=people["owner"], territories=territories, name="Partagé")

    for name in ("ddt", "prefecture", "foreign_ddt", "regional", "anct"):
        for address in (INBOX, BOARD, f"{BOARD}?vue=kanban"):
            assert client_of(people[name]).get(address).content.decode().count(">Partagé</a>") == 1, (name, address)


def test_agent_of_two_services_sees_a_project_once(client_of, world, people):
    Membership.objects.create(user=people["ddt"], organization=world.organizations["prefecture"])
    make_project(world.organizations["privas"], author=people["owner"], name="Partagé")

    assert client_of(people["ddt"]).get(INBOX).content.decode().count(">Partagé</a>") == 1


def test_archived_project_leaves_the_inbox_and_the_list_but_not_its_filter(as_ddt, project):
    Project.objects.update(archived_at=timezone.now())

    assert project.name not in as_ddt.get(INBOX).content.decode()
    assert project.name not in as_ddt.get(BOARD).content.decode()
    assert project.name in as_ddt.get(f"{BOARD}?archives=1").content.decode()
