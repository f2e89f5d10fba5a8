import pytest
from hypothesis import given
from hypothesis import strategies as st

from mec.core.access import can
from mec.core.journal.audiences import audiences_of
from mec.projects.enums import Permission as ProjectPermission
from mec.projects.enums import ProjectRole
from mec.projects.models import Project
from mec.projects.services import delete_project
from mec.recommendations.enums import EntryAudience, Permission
from mec.recommendations.models import Introduction
from mec.recommendations.queries import introductions_received, introductions_visible_to
from mec.recommendations.rules import may_view_introduction
from tests.factories.offers import BackerFactory, OfferFactory
from tests.factories.projects import add_member, make_draft, make_project
from tests.factories.recommendations import make_introduction
from tests.matrix.personas import PERSONAS

ON_PROJECT = {Permission.RECOMMEND, Permission.DECIDE, Permission.INTRODUCE}


def rights(user, project):
    fresh = Project.objects.get(pk=project.pk)
    return {right for right in ON_PROJECT if can(user, right, fresh)}


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (ProjectRole.REFERENT, {Permission.DECIDE, Permission.INTRODUCE}),
        (ProjectRole.CONTRIBUTOR, {Permission.DECIDE, Permission.INTRODUCE}),
        (ProjectRole.ADVISER, {Permission.RECOMMEND, Permission.INTRODUCE}),
        (ProjectRole.OBSERVER, set()),
    ],
)
def test_role_gives_its_rights_and_no_other(project, people, role, expected):
    add_member(project, people["invited"], role)

    assert rights(people["invited"], project) == expected


def test_state_advises_and_the_collectivite_decides(project, people):
    assert rights(people["ddt"], project) == {Permission.RECOMMEND, Permission.INTRODUCE}
    assert rights(people["owner"], project) == {Permission.DECIDE, Permission.INTRODUCE}
    assert rights(people["foreign_ddt"], project) == rights(people["staff"], project) == set()


def test_nobody_is_introduced_for_a_draft(world):
    draft = make_draft(world.organizations["privas"], author=world.people["owner"])

    assert rights(world.people["owner"], draft) == {Permission.DECIDE}


@given(data=st.data())
def test_nobody_writes_on_a_project_that_they_do_not_see(data, world):
    make = data.draw(st.sampled_from([make_draft, make_project]))
    project = make(world.organizations["privas"], author=world.people["owner"])
    if data.draw(st.booleans()):
        add_member(project, world.people["invited"], data.draw(st.sampled_from(list(ProjectRole))))

    for persona in PERSONAS:
        user = world.people[persona.name]
        assert not rights(user, project) or can(user, ProjectPermission.VIEW, project), persona.name


@given(data=st.data())
def test_list_and_rule_agree_on_who_sees_a_request(data, world):
    owner, author = data.draw(st.sampled_from([("privas", "owner"), ("bettant", "foreign_owner")]))
    project = make_project(world.organizations[owner], author=world.people[author])
    backer = BackerFactory(name=data.draw(st.sampled_from(["Cerema", "Personne d’ici"])))
    made = make_introduction(project, asker=world.people[author], offer=OfferFactory(backer=backer))
    deleted = data.draw(st.booleans())
    if deleted:
        delete_project(project, reason="Doublon", actor=world.people[author])

    for persona in PERSONAS:
        user, introduction = world.people[persona.name], Introduction.objects.get(pk=made.pk)
        seen = may_view_introduction(user, introduction)
        assert introductions_visible_to(user).contains(introduction) == seen, persona.name
        reads = EntryAudience.RECIPIENTS in audiences_of(user, introduction)
        addressed = persona.organization == "cerema" and backer.name == "Cerema"
        assert reads == (addressed and not deleted), persona.name
        assert introductions_received(user).contains(introduction) == reads, persona.name
        answers = can(user, Permission.ANSWER_INTRODUCTION, introduction)
        assert answers == reads, persona.name
