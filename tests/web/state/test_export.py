"""The lists as files: the same projects as the page, and the State’s own words for the State alone."""

import csv
import io
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mec.projects.enums import Priority, ProjectRole
from mec.projects.models import Project
from mec.projects.services import take_charge
from tests.factories.projects import add_member, make_draft, make_project

pytestmark = pytest.mark.django_db
BOARD, OWN = "/pilotage/export.csv", "/projets/export.csv"


def table(client, path):
    response = client.get(path)
    assert response.status_code == 200
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


@pytest.fixture
def ranked(project):
    columns = {"priority": Priority.HIGH, "priority_reason": "Urgence tenue secrète", "cost": Decimal("1200.50")}
    Project.objects.filter(pk=project.pk).update(name="=CMD()", **columns)
    return project


def test_state_reads_everything(ranked, people, as_ddt):
    take_charge(ranked, actor=people["ddt"])
    [line] = table(as_ddt, BOARD)
    assert (line["Référence"], line["Projet"], line["Coût HT (€)"]) == (ranked.reference, "'=CMD()", "1200,50")
    assert (line["Départements"], line["Suivi par"]) == ("Ardèche", "Ddt Matrice")
    assert (line["Priorité"], line["Raison de la priorité"]) == ("Haute", "Urgence tenue secrète")


def test_collectivite_reads_nothing_of_the_state(ranked, as_owner):
    [line] = table(as_owner, OWN)
    assert line["Priorité donnée par l’État"] == ""
    assert "secrète" not in "".join(line.values())

    Project.objects.update(priority_shared=True)
    [line] = table(as_owner, OWN)
    assert line["Priorité donnée par l’État"] == "Haute"
    assert "secrète" not in "".join(line.values())


def test_file_follows_the_filters_of_the_page(world, people, as_ddt):
    made = [make_project(world.organizations["privas"], author=people["owner"], name=name) for name in "AB"]
    make_project(world.organizations["bettant"], author=people["foreign_owner"])
    take_charge(made[0], actor=people["ddt"])

    assert [line["Projet"] for line in table(as_ddt, f"{BOARD}?tri=nom")] == ["A", "B"]
    assert [line["Projet"] for line in table(as_ddt, f"{BOARD}?tri=-nom")] == ["B", "A"]
    assert [line["Projet"] for line in table(as_ddt, f"{BOARD}?liste=a_traiter&suivi=personne")] == ["B"]


def test_own_file_holds_drafts_and_invitations_of_mine_alone(world, people, client_of):
    draft = make_draft(world.organizations["privas"], author=people["owner"])
    joined = make_project(world.organizations["bettant"], author=people["foreign_owner"])
    add_member(joined, people["owner"], ProjectRole.OBSERVER)

    mine = table(client_of(people["owner"]), OWN)
    assert {line["Référence"] for line in mine} == {draft.reference, joined.reference}
    assert {line["Transmis le"] for line in mine} > {"Brouillon"}
    assert table(client_of(people["ddt"]), OWN) == []


def test_file_costs_the_same_for_one_and_three(world, people, as_ddt):
    costs = []
    for count in (1, 2):
        for _ in range(count):
            make_project(world.organizations["privas"], author=people["owner"])
        table(as_ddt, BOARD)
        with CaptureQueriesContext(connection) as queries:
            assert len(table(as_ddt, BOARD)) == (1, 3)[count - 1]
        costs.append(len(queries))
    assert costs == [10, 10]


def test_file_is_linked_from_its_page(project, as_ddt, as_owner):
    assert f'href="{BOARD}?tri=nom"' in as_ddt.get("/pilotage/?tri=nom").content.decode()
    assert f'href="{OWN}"' in as_owner.get("/projets/").content.decode()
