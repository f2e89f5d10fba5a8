"""What a project says of itself to the matching: one project or many, the same answer at the same cost."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from mec.funding.services import Cost, add_cost_line
from mec.projects.enums import BlockerKind
from mec.projects.models import Project
from mec.projects.services import answer_questions, set_consortium
from mec.questionnaires.questions import Question
from mec.recommendations.reading import facts_of, facts_of_projects
from mec.territories.models import Territory
from tests.factories.projects import make_blocker, make_draft, make_project
from tests.factories.taxonomy import TopicFactory

pytestmark = pytest.mark.django_db
BEGUN = Question("travaux-commences", "Les travaux ont-ils commencé ?")


def rich_project(world, **content):
    """One that says all that the matching reads."""
    author, vals = world.people["owner"], world.territories["vals"]
    project = make_project(world.organizations["privas"], author=author, topics=[TopicFactory()], **content)
    make_blocker(project, author=author, days=3, description="Le reste à charge.")
    make_blocker(project, author=author, kind=BlockerKind.LAND, days=9, description="Le terrain.")
    set_consortium(project, to=[vals], instead_of=[], actor=author)
    answer_questions(project, questions=[BEGUN], values={BEGUN.key: True}, actor=author)
    add_cost_line(project, cost=Cost("Toiture", "travaux", Decimal(1000)), key=uuid4(), actor=author)
    return Project.objects.get(pk=project.pk)


def test_all_that_the_matching_reads_is_said(world):
    privas, vals = world.territories["privas"], world.territories["vals"]
    Territory.objects.filter(pk__in=[privas.pk, vals.pk]).update(population=4_000)
    project = rich_project(world, name="Halle", description="La toiture.", cost=Decimal(90_000))

    facts = facts_of(project)

    assert (facts.title, facts.description, facts.phase, facts.cost) == (
        "Halle",
        "La toiture.",
        "etude",
        Decimal(90_000),
    )
    assert [place.pk for place in facts.places] == [privas.pk]
    assert (facts.population, facts.group_population) == (4_000, 8_000)
    assert facts.blockers == {BlockerKind.FUNDING, BlockerKind.LAND}
    assert facts.blocked_by == "Le terrain.\nLe reste à charge."
    assert (facts.expense_kinds, facts.answers, facts.overseas) == ({"travaux"}, {BEGUN.key: True}, False)
    assert facts.topics == {topic.code for topic in project.topics.all()}


def test_what_nobody_said_is_unknown(world):
    project = make_draft(world.organizations["privas"], author=world.people["owner"], territories=[], phase="")

    facts = facts_of(project)

    assert (facts.places, facts.overseas, facts.group_population, facts.cost) == ((), None, None, None)
    assert (facts.blockers, facts.expense_kinds, facts.answers) == (frozenset(), frozenset(), {})


@pytest.mark.parametrize("count", [1, 3])
def test_many_projects_cost_what_one_does(world, count):
    ids = [rich_project(world, name=f"Projet {number}").pk for number in range(count)]
    facts_of_projects([])  # The perimeters are read once and kept.

    with CaptureQueriesContext(connection) as queries:
        found = facts_of_projects(ids)

    assert sorted(found) == ids
    assert len(queries) == 11


@settings(max_examples=10)
@given(rich=st.lists(st.booleans(), min_size=1, max_size=4))
def test_one_or_many_say_the_same(world, rich):
    author, privas = world.people["owner"], world.organizations["privas"]
    ids = [(rich_project(world) if each else make_project(privas, author=author)).pk for each in rich]

    found = facts_of_projects([*ids, 0])

    assert found == {pk: facts_of(Project.objects.get(pk=pk)) for pk in ids}
