import pytest
from hypothesis import given
from hypothesis import strategies as st

from mec.accounts.models import User
from mec.core.access import can
from mec.organizations.models import Membership
from mec.projects.enums import Permission, ProjectRole, ProjectState
from mec.projects.models import Project
from mec.projects.queries import project_seen_by, projects_visible_to
from mec.projects.rules import standing_of
from tests.factories.projects import add_member, make_draft, make_project
from tests.matrix.personas import PERSONAS

CARRIERS = [("privas", "owner"), ("bettant", "foreign_owner"), ("capca", "epci_agent")]
PLACES = ["privas", "vals", "bettant", "capca", "ardeche", "ara"]
READERS = {"owner", "owner_admin", "ddt", "prefecture", "regional", "anct"}
ON_SOMETHING_ELSE = {
    Permission.CREATE,
    Permission.WITHDRAW_FILE,
    Permission.ROUTE,
    Permission.READ_PARTNER_CONTACT,
}
READING = {Permission.VIEW, Permission.FOLLOW}
SPEAKING = {Permission.POST, Permission.INVITE, Permission.DEPOSIT_FILE, Permission.REPORT_BLOCKER}
WRITING = {Permission.EDIT, Permission.SUBMIT} | SPEAKING
CARRYING = {Permission.MANAGE_MEMBERS, Permission.ARCHIVE, Permission.DELETE}
STATE_ONLY = {
    Permission.VIEW_STATE_ZONE,
    Permission.POST_STATE_ZONE,
    Permission.TAKE_CHARGE,
    Permission.ASSIGN,
    Permission.PRIORITISE,
}

RIGHTS_OF_ROLE = {
    ProjectRole.REFERENT: READING | WRITING | CARRYING,
    ProjectRole.CONTRIBUTOR: READING | SPEAKING | {Permission.EDIT},
    ProjectRole.ADVISER: READING | SPEAKING,
    ProjectRole.OBSERVER: READING,
}


def rights(user, project):
    fresh = Project.objects.get(pk=project.pk)
    return {permission for permission in set(Permission) - ON_SOMETHING_ELSE if can(user, permission, fresh)}


def test_submitted_project_is_seen_by_its_owner_and_the_state_that_covers_it(project, people):
    assert {name for name, user in people.items() if can(user, Permission.VIEW, project)} == READERS


def test_draft_is_seen_by_its_owner_alone(world):
    draft = make_draft(world.organizations["privas"], author=world.people["owner"])

    seen = {name for name, user in world.people.items() if can(user, Permission.VIEW, draft)}
    assert seen == {"owner", "owner_admin"}


def test_state_agent_writes_and_takes_charge_but_does_not_edit(project, people):
    assert rights(people["ddt"], project) == READING | SPEAKING | STATE_ONLY


@pytest.mark.parametrize("role", list(ProjectRole))
def test_role_gives_its_rights_and_no_other(project, people, role):
    add_member(project, people["invited"], role)

    assert rights(people["invited"], project) == RIGHTS_OF_ROLE[role]


def test_disabled_account_has_no_right(project, people):
    people["owner"].is_active = False

    assert rights(people["owner"], project) == set()
    assert not projects_visible_to(people["owner"]).exists()


def test_ended_membership_takes_the_rights_away(project, people):
    Membership.objects.filter(user=people["ddt"]).update(active=False)

    assert rights(User.objects.get(pk=people["ddt"].pk), project) == set()


def test_standing_reads_a_bounded_number_of_queries(project, people, django_assert_max_num_queries):
    fresh = Project.objects.get(pk=project.pk)
    with django_assert_max_num_queries(4):
        standing_of(people["ddt"], fresh)


@given(data=st.data())
def test_lists_and_rules_agree_for_everyone(data, world):
    """The list shows exactly what the rule grants, whatever the owner, state, place and members."""
    organizations, territories = world.organizations, world.territories
    owner, author = data.draw(
        st.sampled_from([("privas", "owner"), ("bettant", "foreign_owner"), ("capca", "epci_agent")])
    )
    places = data.draw(
        st.lists(st.sampled_from(["privas", "vals", "bettant", "capca", "ardeche", "ara"]), unique=True, min_size=1)
    )
    make = data.draw(st.sampled_from([make_draft, make_project]))
    project = make(
        organizations[owner], author=world.people[author], territories=[territories[place] for place in places]
    )
    if data.draw(st.booleans()):
        add_member(project, world.people["invited"], data.draw(st.sampled_from(list(ProjectRole))))
    if project.state == ProjectState.DRAFT and data.draw(st.booleans()):
        Project.objects.filter(pk=project.pk).update(state=ProjectState.DISCARDED)
    project = Project.objects.get(pk=project.pk)

    for persona in PERSONAS:
        user = world.people[persona.name]
        may_view = can(user, Permission.VIEW, project)
        assert projects_visible_to(user).contains(project) == may_view, persona.name
        assert (project_seen_by(user, project.reference) == project) == may_view, persona.name
