"""The fictitious country: the same for everybody, whole, and never mistaken for what is real."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command

from mec.accounts.models import User
from mec.conversations.models import Message
from mec.core.journal.models import Entry
from mec.core.journal.services import broken_chains
from mec.core.search.queries import search
from mec.demo.country import MOST_PROJECTS, CountryReport, build_country
from mec.demo.country.plan import DAYS, reference_of
from mec.demo.country.texts import dice, fill, kinds, words
from mec.organizations.services import load_state_reference
from mec.projects.enums import BlockerKind, ProjectState, Verb
from mec.projects.index import KIND
from mec.projects.models import Assignment, Blocker, Invitation, Project, ProjectMember
from mec.projects.queries import projects_visible_to, state_projects
from mec.taxonomy.services import load_topics
from mec.territories.queries import departements_of
from mec.territories.services import apply_reference
from tests.factories.territories import subset

pytestmark = pytest.mark.django_db
COMMUNES = ("07186", "07008", "07072", "07331", "01041", "2A004", "971105", "97105", "29019", "73054")
SOME = 150


@pytest.fixture
def country(db):
    apply_reference(subset(COMMUNES))
    load_state_reference()
    load_topics()


def sheets():
    return list(Project.objects.order_by("key").values_list("key", "reference", "name", "description", "state", "cost"))


def test_country_is_built_once_and_grows(country):
    assert build_country(projects=40) == CountryReport(added=40, known=0)
    first = sheets()
    people = User.objects.count()

    assert build_country(projects=40) == CountryReport(added=0, known=40)
    assert (sheets(), User.objects.count()) == (first, people)

    assert build_country(projects=60) == CountryReport(added=20, known=40)
    assert set(first) < set(sheets())


def test_another_seed_is_another_country(country):
    build_country(projects=30)
    one = sheets()

    assert build_country(projects=30, seed=2) == CountryReport(added=30, known=0)
    both = sheets()
    assert len({row[1] for row in both}) == 60
    assert [row[2:] for row in both if row not in one] != [row[2:] for row in one]


def test_country_is_whole(country):
    build_country(projects=SOME)

    projects = Project.objects.all()
    assert not projects.filter(demo=False).exists()
    assert list(broken_chains()) == []
    assert {entry.object_id for entry in Entry.objects.all()} == set(projects.values_list("pk", flat=True))
    assert Message.objects.exists()
    assert Assignment.objects.exists()
    assert Blocker.objects.exists()
    assert Invitation.objects.exists()
    assert set(ProjectState) == set(projects.values_list("state", flat=True))
    assert ProjectMember.objects.filter(project__in=projects, role="referent").count() == SOME
    for project in projects:
        assert set(project.departements.all()) == set(departements_of(project.territories.all()))


def test_country_dates_follow_each_other(country):
    build_country(projects=SOME)

    now = datetime.now(UTC)
    for project in Project.objects.all():
        assert now - timedelta(days=DAYS + 2) < project.created_at <= project.updated_at <= now
        moments = list(Entry.objects.filter(object_id=project.pk).order_by("sequence").values_list("recorded_at"))
        assert moments == sorted(moments)
        assert project.submitted_at is None or project.created_at <= project.submitted_at <= now
    assert not Message.objects.filter(created_at__gt=now).exists()


def test_country_first_answer_of_the_state_is_said_once(country):
    build_country(projects=SOME)

    answered = list(Entry.objects.filter(verb=Verb.STATE_ANSWERED).values_list("object_id", flat=True))
    assert answered
    assert len(answered) == len(set(answered))


def test_country_is_seen_by_its_people(country):
    build_country(projects=SOME)

    sent = Project.objects.filter(state=ProjectState.SUBMITTED)
    agent = User.objects.get(email="agent1.07@etat1.demo")
    assert set(state_projects(agent)) == set(sent.filter(departements__code="07"))
    author = Project.objects.earliest("pk").created_by
    assert set(projects_visible_to(author)) >= set(
        Project.objects.filter(created_by=author).exclude(state=ProjectState.DISCARDED)
    )


def test_country_is_searched(country):
    build_country(projects=SOME)

    project = Project.objects.filter(state=ProjectState.SUBMITTED).earliest("pk")
    assert project.pk in [hit.object_id for hit in search(KIND, project.name, limit=SOME)]


def test_country_keeps_references_that_others_have(country):
    build_country(projects=1)
    Project.objects.update(reference=reference_of(0, 2), key="00000000-0000-0000-0000-000000000001")

    build_country(projects=1, seed=2)

    assert Project.objects.count() == len({row[1] for row in sheets()}) == 2


@pytest.mark.parametrize("projects", ["0", "-5", str(MOST_PROJECTS + 1)])
def test_country_of_no_project_or_too_many_is_refused(country, projects):
    with pytest.raises(CommandError, match="Demandez de 1 à 200000 projets"):
        call_command("demo", f"--projects={projects}")
    assert not Project.objects.exists()


def test_country_is_refused_where_the_demonstration_is_closed(country, settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="MEC_DEMO"):
        call_command("demo", "--projects=3")
    assert not Project.objects.exists()


def test_command_says_what_it_added(country, capsys):
    call_command("demo", "--projects=3")
    assert "3 projets ajoutés, 0 déjà là" in capsys.readouterr().out.replace("\u00a0", " ")


def test_patterns_are_many_and_all_can_be_filled():
    names = {name for kind in kinds() for name in kind.names}
    assert len(names) >= 120
    slots = dict.fromkeys(("commune", "de_commune", "a_commune", "epci"), "la commune")
    texts = [text for kind in kinds() for text in (*kind.names, *kind.facts, *kind.wishes)]
    for text in texts:
        filled = fill(text, dict(slots), dice("motifs"))
        assert not re.search(r"[{}]|\b[dD]e les? |(?<!\w)à les? ", filled), filled
    assert set(words()["blockers"]) == set(BlockerKind.values)
