"""What the list keeps, counts and says of its filters."""

from datetime import timedelta
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from mec.projects.enums import BoardTab, Follower, PhaseStatus, Priority
from mec.projects.models import Project
from mec.projects.queries import narrowed, state_projects, tally
from mec.projects.services import Ranking, set_priority, take_charge
from mec.taxonomy.enums import Phase
from mec.taxonomy.models import Topic
from mec.taxonomy.services import load_topics
from mec.territories.services import apply_reference
from mec.web.state.filters import SORTS, filtered, filters_from
from tests.factories.projects import make_project
from tests.factories.territories import ARDECHE_CODES, subset

BOARD = "/pilotage/"


def asked(**values):
    return QueryDict(urlencode(values))


@pytest.fixture
def projects(world):
    """Four projects of Privas and Vals, each with something of its own."""
    load_topics()
    people, organizations = world.people, world.organizations
    made = {
        "school": make_project(organizations["privas"], author=people["owner"], name="École", phase=Phase.IDEA),
        "bridge": make_project(organizations["privas"], author=people["owner"], name="Pont"),
        "river": make_project(organizations["vals"], author=people["neighbour"], name="Rivière"),
        "hall": make_project(organizations["vals"], author=people["neighbour"], name="Halle", phase=Phase.OPERATION),
    }
    take_charge(made["bridge"], actor=people["ddt"])
    take_charge(made["hall"], actor=people["prefecture"])
    set_priority(made["river"], to=Ranking(Priority.HIGH), instead_of=Ranking(Priority.UNSET), actor=people["ddt"])
    write(made["school"], cost=Decimal(50_000), blocked_since="2026-03-01")
    write(made["bridge"], cost=Decimal(250_000), phase_status=PhaseStatus.LATE)
    write(made["hall"], submitted_at=timezone.now() - timedelta(days=100))
    made["river"].topics.add(Topic.objects.filter(parent__code=theme()).first())
    return made


def write(project, **columns):
    Project.objects.filter(pk=project.pk).update(**columns)


def theme():
    return Topic.objects.filter(parent=None, children__isnull=False).first().code


def names(user, **values):
    return sorted(project.name for project in filtered(user, asked(**values)))


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({}, ["Halle", "Pont", "Rivière", "École"]),
        ({"liste": "a-traiter"}, ["Rivière", "École"]),
        ({"liste": "suivis"}, ["Halle", "Pont"]),
        ({"liste": "bloques"}, ["École"]),
        ({"etape": "idee"}, ["École"]),
        ({"avancement": "en_retard"}, ["Pont"]),
        ({"priorite": "1"}, ["Rivière"]),
        ({"suivi": "moi"}, ["Pont"]),
        ({"suivi": "service"}, ["Pont"]),
        ({"suivi": "personne"}, ["Rivière", "École"]),
        ({"porteur": "vAL"}, ["Halle", "Rivière"]),
        ({"anciennete": "90"}, ["Halle"]),
        ({"montant_min": "60 000"}, ["Pont"]),
        ({"montant_max": "60000,00 €"}, ["École"]),
        ({"montant_min": "50000", "montant_max": "250 000"}, ["Pont", "École"]),
        ({"archives": "1"}, []),
        ({"q": "rivière"}, ["Rivière"]),
        ({"q": "introuvable"}, []),
        ({"liste": "suivis", "etape": "operation"}, ["Halle"]),
        (
            {"etape": "inconnue", "priorite": "99", "liste": "x", "montant_min": "beaucoup"},
            ["Halle", "Pont", "Rivière", "École"],
        ),
    ],
)
def test_filter_keeps_what_it_says(projects, people, values, found):
    assert names(people["ddt"], **values) == found


def test_theme_finds_its_categories(projects, people):
    assert names(people["ddt"], thematique=theme()) == ["Rivière"]


def test_reference_read_aloud_finds_the_project(projects, people):
    assert names(people["ddt"], q=projects["hall"].reference.replace("-", " ")) == ["Halle"]


def test_place_is_a_commune_an_epci_or_a_departement_of_the_perimeter(projects, people):
    apply_reference(subset(ARDECHE_CODES))

    assert names(people["ddt"], lieu="Vals-les-Bains") == ["Halle", "Rivière"]
    assert names(people["ddt"], lieu="Privas Centre Ardèche") == ["Pont", "École"]
    assert filters_from(asked(lieu="Bettant"), people["ddt"]).unknown_place == "Bettant"
    place = filters_from(asked(lieu="Arrondissement de Privas"), people["ddt"]).place
    assert place.label.startswith("Arrondissement de Privas")


def test_filters_never_widen_what_the_agent_sees(projects, world, people):
    make_project(world.organizations["bettant"], author=people["foreign_owner"], name="Ailleurs")
    assert "Ailleurs" not in names(people["ddt"])
    assert names(people["foreign_ddt"], q="Pont") == []


choices = st.fixed_dictionaries(
    {},
    optional={
        "liste": st.sampled_from(BoardTab.values),
        "etape": st.sampled_from(Phase.values),
        "priorite": st.sampled_from(["1", "4"]),
        "suivi": st.sampled_from(Follower.values),
        "montant_min": st.sampled_from(["1", "100000"]),
        "q": st.sampled_from(["école", "privas"]),
    },
)


@given(values=choices)
def test_counts_are_those_of_the_lists_that_they_open(values, projects, people):
    user = people["ddt"]
    filters = filters_from(asked(**values), user)
    criteria = filters.criteria
    counts = tally(narrowed(state_projects(user), criteria, user))

    for tab in BoardTab:
        counted = counts.count(tab, phase=criteria.phase, priority=criteria.priority)
        assert counted == filtered(user, asked(**{**values, "liste": tab.value})).count()
    for phase in Phase:
        counted = counts.count(criteria.tab, phase=phase, priority=criteria.priority)
        assert counted == filtered(user, asked(**{**values, "etape": phase.value})).count()


@pytest.mark.parametrize("values", [{}, {"liste": "suivis"}, {"etape": "etude"}, {"q": "pont"}, {"montant_min": "1"}])
def test_table_and_columns_show_the_same_projects_and_totals(as_ddt, projects, values):
    table = as_ddt.get(f"{BOARD}?{urlencode(values)}")
    columns = as_ddt.get(f"{BOARD}?{urlencode({**values, 'vue': 'kanban'})}")

    cards = [line.project.name for column in columns.context["columns"] for line in column.lines]
    assert sorted(cards) == sorted(line.project.name for line in table.context["lines"])
    assert table.context["total"] == columns.context["total"] == len(cards)
    assert sum(column.total for column in columns.context["columns"]) == len(cards)


@pytest.mark.parametrize("sort", SORTS)
def test_every_order_goes_through_every_project_once(as_ddt, world, people, sort):
    for number in range(30):
        project = make_project(world.organizations["privas"], author=people["owner"], name=f"Projet {number % 7}")
        write(project, cost=Decimal(number % 5) * 1000 or None, priority=number % 5 + 1)
    first = as_ddt.get(f"{BOARD}?tri={sort}")
    second = as_ddt.get(f"{BOARD}?tri={sort}&apres={first.context['page'].next_cursor}")

    shown = [line.project.pk for page in (first, second) for line in page.context["lines"]]
    assert (len(shown), len(set(shown))) == (30, 30)
    html = first.content.decode()
    assert html.count("aria-sort=") == 1


def test_active_filters_are_taken_back_one_by_one_or_all_at_once(as_ddt, projects):
    page = as_ddt.get(f"{BOARD}?liste=suivis&etape=etude&porteur=Privas&tri=nom")

    filters = page.context["filters"]
    assert [(chip.label, chip.url) for chip in filters.chips()] == [
        ("Étude", f"{BOARD}?liste=suivis&tri=nom&porteur=Privas"),
        ("Porteur\u00a0: Privas", f"{BOARD}?liste=suivis&etape=etude&tri=nom"),
    ]
    assert filters.reset_url() == f"{BOARD}?liste=suivis&tri=nom"


def test_amount_that_is_none_is_said_beside_its_field(as_ddt, projects):
    page = as_ddt.get(f"{BOARD}?montant_min=beaucoup").content.decode()

    assert "Écrivez un montant en euros" in page
    assert 'value="beaucoup"' in page


def test_empty_list_says_why(as_ddt, projects):
    assert "Aucun projet ne répond à tous ces choix" in as_ddt.get(f"{BOARD}?q=introuvable").content.decode()
    Project.objects.update(blocked_since=None)
    assert "Aucun projet bloqué" in as_ddt.get(f"{BOARD}?liste=bloques").content.decode()


def test_hostile_text_is_only_shown(as_ddt, projects):
    page = as_ddt.get(BOARD, {"q": "<script>alert(1)</script>", "porteur": "é" * 500, "lieu": "\"'><b>"})

    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()
