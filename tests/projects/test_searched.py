"""What one searches among is what one sees, asked the two ways that the search asks it."""

import pytest
from django.contrib.auth.models import AnonymousUser

from bench.noise import noises
from mec.projects.enums import ProjectRole
from mec.projects.finding import PAGE_SIZE, find_projects
from mec.projects.models import Project
from mec.projects.queries import projects_searched_by, projects_visible_to
from mec.projects.services import discard_draft
from tests.factories.projects import add_member, make_draft, make_project

pytestmark = pytest.mark.django_db


@pytest.fixture
def projects(world):
    people, organizations = world.people, world.organizations
    made = [
        make_project(organizations[name], author=people[by])
        for name, by in (("privas", "owner"), ("bettant", "foreign_owner"))
    ]
    made += [make_draft(organizations["privas"], author=people["owner"]) for _ in range(2)]
    discard_draft(made[-1], actor=people["owner"])
    add_member(made[1], people["invited"], ProjectRole.OBSERVER)
    add_member(made[2], people["expert"], ProjectRole.ADVISER)
    return made


def test_searched_is_visible_for_everybody(world, projects):
    every = list(Project.objects.values_list("pk", flat=True))
    for name, person in world.people.items():
        seen = set(projects_visible_to(person).values_list("pk", flat=True))
        searched = projects_searched_by(person)
        assert {row[0] for row in searched.listed.values_list("pk")} == seen, name
        assert {row[0] for row in searched.among(every).values_list("pk")} == seen, name
        assert {row[0] for row in searched.among(every[:1]).values_list("pk")} == seen & set(every[:1]), name


def test_nobody_searches_without_an_account(projects, world):
    world.people["owner"].is_active = False
    for nobody in (AnonymousUser(), world.people["owner"]):
        assert not projects_searched_by(nobody).listed.exists()
        assert not projects_searched_by(nobody).among([project.pk for project in projects]).exists()


@pytest.mark.slow
@pytest.mark.parametrize("persona", ["ddt", "invited"])
def test_noise_finds_only_what_is_seen(world, projects, persona):
    """The same words stand in every project; the bench asks ten thousand noises of a whole country."""
    person, found = world.people[persona], set()

    for number, noise in enumerate(noises(400)):
        finding = find_projects(person, f"école {noise}" if number % 3 else noise, number=1 + number % 2)
        assert len(finding.found) <= PAGE_SIZE, ascii(noise)
        found.update(each.project for each in finding.found)

    assert found == set(projects_visible_to(person))
