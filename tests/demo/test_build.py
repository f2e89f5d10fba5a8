"""The demonstration: complete, repeatable, and never mistaken for what is real."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from mec.accounts.models import User
from mec.core.access import can
from mec.core.journal.services import broken_chains
from mec.demo.build import DemoReport, TerritoriesMissingError, build_demo
from mec.demo.personas import PERSONAS
from mec.organizations.joining import members_of_organization, requests_decided_by
from mec.organizations.queries import organizations_of
from mec.organizations.services import load_state_reference
from mec.projects.enums import Permission
from mec.projects.models import Project
from mec.taxonomy.services import load_topics
from mec.territories.services import apply_reference
from tests.factories.territories import subset

pytestmark = pytest.mark.django_db
COMMUNES = ("07186", "07008", "07072", "01041")


@pytest.fixture
def country(db):
    apply_reference(subset(COMMUNES))
    load_state_reference()


def user(email):
    return User.objects.get(email=email)


def test_demo_is_built_once(country):
    assert build_demo() == DemoReport(people=13, projects=4)
    assert build_demo() == DemoReport(people=0, projects=0)
    assert list(broken_chains()) == []


def test_demo_without_territories_says_so():
    with pytest.raises(TerritoriesMissingError):
        build_demo()
    with pytest.raises(CommandError, match="mec territories"):
        call_command("demo")


def test_demo_projects_are_marked_and_keep_their_references(country):
    build_demo()

    assert sorted(Project.objects.values_list("reference", "demo")) == [
        ("4821-7393", True),
        ("4821-7394", True),
        ("4821-7395", True),
        ("4821-7396", True),
    ]


def test_demo_projects_sent_say_their_cost_topics_and_calendar(country):
    load_topics()

    build_demo()

    sent = Project.objects.exclude(submitted_at=None).order_by("reference")
    assert [(project.cost, sorted(project.topics.values_list("code", flat=True))) for project in sent] == [
        (420_000, ["economie-denergie", "education"]),
        (185_000, ["commerces-et-services"]),
        (268_500, ["livres", "rehabilitation"]),
    ]
    assert all(project.starts_on > timezone.localdate() for project in sent)


def test_demo_people_see_what_their_story_says(country):
    build_demo()
    seen = {
        persona.email: sorted(
            project.reference for project in Project.objects.all() if can(user(persona.email), Permission.VIEW, project)
        )
        for persona in PERSONAS
    }

    sent_in_ardeche = ["4821-7393", "4821-7394"]
    assert seen["secretaire@privas.demo"] == seen["ddt@ardeche.demo"] == sent_in_ardeche
    assert seen["expert@cerema.demo"] == seen["observateur@demo.demo"] == ["4821-7393"]
    assert seen["anct@etat.demo"] == [*sent_in_ardeche, "4821-7396"]
    assert seen["secretaire@bettant.demo"] == ["4821-7396"]
    assert seen["technicienne@capca.demo"] == ["4821-7395"]


def test_syndicat_has_two_members_and_a_request_that_waits(country):
    build_demo()
    director, team = user("directrice@ouveze.demo"), user("equipe@anct.demo")

    (request,) = requests_decided_by(director)
    assert (request.user, request.is_pending) == (user("observateur@demo.demo"), True)
    assert requests_decided_by(team).contains(request)
    assert members_of_organization(request.organization).count() == 2
    assert can(director, Permission.CREATE, request.organization)


def test_technician_has_three_scopes_and_one_account(country):
    build_demo()

    assert organizations_of(user("technicienne@capca.demo")).count() == 3


def test_list_gives_the_personas_to_a_program(capsys):
    call_command("demo", "--list", "--json")

    listed = json.loads(capsys.readouterr().out)
    assert [person["email"] for person in listed] == [persona.email for persona in PERSONAS]
    assert all(person["story"] for person in listed)


def test_demo_is_refused_where_it_is_closed(country, settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="MEC_DEMO"):
        call_command("demo")
    assert not User.objects.exists()


def test_choosing_a_persona_leads_to_its_sign_in_link(country, client):
    build_demo()

    response = client.post("/demonstration/", {"email": "maire@privas.demo"})
    assert "/connexion/lien/" in response.url


def test_demonstration_signs_in_nobody_but_its_personas(country, client):
    User.objects.create_user("vraie@mairie.fr")

    assert client.post("/demonstration/", {"email": "vraie@mairie.fr"}).status_code == 404


@pytest.mark.parametrize("path", ["/demonstration/", "/demonstration/courriels/"])
def test_demonstration_does_not_exist_in_production(client, settings, path):
    settings.DEMO = False

    assert client.get(path).status_code == 404
    assert client.post(path).status_code == 404
