"""Roles change hands: who may, what it gives from the next request on, one référent at a time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mec.core.access import MissingRightError, can
from mec.core.jobs.runner import drain
from mec.core.journal.queries import entries_of
from mec.notifications.models import Notification
from mec.projects.enums import INVITABLE_ROLES, Permission, ProjectRole, ProjectState, Verb
from mec.projects.models import Project, ProjectMember
from mec.projects.queries import projects_visible_to, readers_of
from mec.projects.rights import ELSEWHERE, ON_A_PROJECT, TITLES, rights_table
from mec.projects.rules import invitable_roles
from mec.projects.services import (
    InvitationClosedError,
    MemberGoneError,
    OwnAddressError,
    OwnRoleError,
    ReferentStaysError,
    RoleChangedError,
    RoleTooHighError,
    accept_invitation,
    archive_project,
    change_role,
    hand_lead_over,
    invite,
    leave_project,
    remove_member,
)
from tests.factories.projects import add_member, make_draft, make_project


@pytest.fixture
def adviser(project, people):
    add_member(project, people["invited"], ProjectRole.ADVISER)
    return project.members.get(user=people["invited"])


def role_of(project, user):
    return ProjectMember.objects.get(project=project, user=user).role


def fresh(project):
    return Project.objects.get(pk=project.pk)


def told(verb):
    drain()
    return sorted(Notification.objects.filter(entry__verb=verb).values_list("recipient__email", flat=True))


class TestRoles:
    def test_role_changes_and_rights_with_it(self, project, people, adviser):
        change_role(adviser, role=ProjectRole.OBSERVER, seen="conseiller", actor=people["owner"])

        assert role_of(project, people["invited"]) == ProjectRole.OBSERVER
        assert not can(people["invited"], Permission.POST, fresh(project))
        entry = entries_of(project).last()
        assert (entry.verb, entry.from_state, entry.to_state) == (Verb.ROLE_CHANGED, "conseiller", "observateur")
        assert told(Verb.ROLE_CHANGED) == ["invited@matrice.fr"]

    def test_role_that_somebody_changed_since_is_left_alone(self, project, people, adviser):
        change_role(adviser, role=ProjectRole.OBSERVER, seen="conseiller", actor=people["owner"])

        with pytest.raises(RoleChangedError) as raised:
            change_role(adviser, role=ProjectRole.CONTRIBUTOR, seen="conseiller", actor=people["owner_admin"])
        assert raised.value.member.role == ProjectRole.OBSERVER
        assert role_of(project, people["invited"]) == ProjectRole.OBSERVER

    def test_same_role_said_twice_is_written_once(self, project, people, adviser):
        for _click in range(2):
            change_role(adviser, role=ProjectRole.OBSERVER, seen="conseiller", actor=people["owner"])
        assert [entry.verb for entry in entries_of(project)].count(Verb.ROLE_CHANGED) == 1

    @pytest.mark.parametrize("role", list(ProjectRole))
    def test_nobody_changes_their_own_role(self, project, people, role):
        member = project.members.get(user=people["owner"])
        with pytest.raises(ValueError if role == ProjectRole.REFERENT else OwnRoleError):
            change_role(member, role=role, seen="referent", actor=people["owner"])

    @pytest.mark.parametrize("stranger", ["invited", "ddt", "neighbour", "foreign_owner", "staff"])
    def test_roles_are_not_changed_by_others(self, people, adviser, stranger):
        for move in (
            lambda actor: change_role(adviser, role=ProjectRole.CONTRIBUTOR, seen="conseiller", actor=actor),
            lambda actor: remove_member(adviser, actor=actor),
            lambda actor: hand_lead_over(adviser, actor=actor),
        ):
            with pytest.raises(MissingRightError):
                move(people[stranger])

    def test_archived_project_keeps_its_roles(self, project, people, adviser):
        archive_project(project, reason="Fini", actor=people["owner"])
        adviser.project = fresh(project)
        with pytest.raises(MissingRightError):
            change_role(adviser, role=ProjectRole.OBSERVER, seen="conseiller", actor=people["owner"])


def _move(move, member, actor):
    if move == "hand_lead_over":
        hand_lead_over(member, actor=actor)
    elif move == "remove":
        remove_member(member, actor=actor)
    elif move == "leave":
        leave_project(member.project, actor=member.user)
    else:
        change_role(member, role=ProjectRole(move), seen=member.role, actor=actor)


class TestReferent:
    def test_hand_over_makes_the_former_referent_a_contributor(self, project, people, adviser):
        hand_lead_over(adviser, actor=people["owner"])

        assert role_of(project, people["invited"]) == ProjectRole.REFERENT
        assert role_of(project, people["owner"]) == ProjectRole.CONTRIBUTOR
        assert told(Verb.REFERENT_CHANGED) == ["invited@matrice.fr"]

    def test_hand_over_said_twice_is_done_once(self, project, people, adviser):
        for _click in range(2):
            hand_lead_over(adviser, actor=people["owner_admin"])
        assert [entry.verb for entry in entries_of(project)].count(Verb.REFERENT_CHANGED) == 1
        assert told(Verb.REFERENT_CHANGED) == ["invited@matrice.fr", "owner@matrice.fr"]

    def test_nobody_takes_the_lead_themselves(self, project, people):
        add_member(project, people["owner_admin"], ProjectRole.OBSERVER)
        with pytest.raises(OwnRoleError):
            hand_lead_over(project.members.get(user=people["owner_admin"]), actor=people["owner_admin"])

    def test_referent_neither_leaves_nor_is_removed_nor_demoted(self, project, people):
        referent = project.members.get(user=people["owner"])
        with pytest.raises(ReferentStaysError):
            leave_project(project, actor=people["owner"])
        with pytest.raises(ReferentStaysError):
            remove_member(referent, actor=people["owner_admin"])
        with pytest.raises(ReferentStaysError):
            change_role(referent, role=ProjectRole.OBSERVER, seen="referent", actor=people["owner_admin"])

    @given(
        moves=st.lists(
            st.tuples(
                st.sampled_from(["owner", "owner_admin", "invited", "expert"]),
                st.sampled_from(["owner", "owner_admin", "invited", "expert"]),
                st.sampled_from(["hand_lead_over", "remove", "leave", *INVITABLE_ROLES]),
            ),
            max_size=8,
        )
    )
    def test_project_always_has_one_referent_and_no_role_is_raised_by_oneself(self, moves, world):
        people = world.people
        project = make_project(world.organizations["privas"], author=people["owner"])
        for name, role in (("owner_admin", "contributeur"), ("invited", "conseiller"), ("expert", "observateur")):
            add_member(project, people[name], role)
        for actor, target, move in moves:
            before = {member.user_id: member.role for member in project.members.all()}
            member = project.members.filter(user=people[target]).first()
            if member is None:
                continue
            member.project = fresh(project)
            try:
                _move(move, member, people[actor])
            except (MissingRightError, OwnRoleError, ReferentStaysError):
                assert {member.user_id: member.role for member in project.members.all()} == before
            after = {member.user_id: member.role for member in project.members.all()}
            assert list(after.values()).count(ProjectRole.REFERENT) == 1
            if actor == target and move != "leave" and before[people[actor].pk] != ProjectRole.REFERENT:
                assert after.get(people[actor].pk) == before[people[actor].pk]


class TestLeaving:
    def test_removed_member_loses_the_project_and_the_invitations(self, project, people, adviser):
        sent = invite(project, email="ami@exemple.fr", role=ProjectRole.OBSERVER, message="", actor=people["invited"])
        remove_member(adviser, actor=people["owner"])
        remove_member(adviser, actor=people["owner"])

        assert not projects_visible_to(people["invited"]).exists()
        sent.refresh_from_db()
        assert sent.revoked_at is not None
        assert [entry.verb for entry in entries_of(project)].count(Verb.MEMBER_REMOVED) == 1

    def test_invitation_of_somebody_removed_since_is_closed(self, project, people, adviser):
        pending = invite(
            project, email="expert@matrice.fr", role=ProjectRole.ADVISER, message="", actor=people["owner"]
        )
        add_member(project, people["expert"], ProjectRole.OBSERVER)
        remove_member(project.members.get(user=people["expert"]), actor=people["owner"])

        with pytest.raises(InvitationClosedError):
            accept_invitation(pending, actor=people["expert"])

    def test_member_who_is_gone_has_no_role_to_change(self, people, adviser):
        remove_member(adviser, actor=people["owner"])
        with pytest.raises(MemberGoneError):
            change_role(adviser, role=ProjectRole.OBSERVER, seen="conseiller", actor=people["owner"])

    def test_member_leaves_once_and_even_from_the_archives(self, project, people, adviser):
        archive_project(project, reason="Fini", actor=people["owner"])
        for _click in range(2):
            leave_project(fresh(project), actor=people["invited"])

        assert not projects_visible_to(people["invited"]).exists()
        assert [entry.verb for entry in entries_of(project)].count(Verb.MEMBER_LEFT) == 1


class TestInviting:
    @pytest.mark.parametrize(
        ("persona", "role", "given"),
        [
            ("owner", "", INVITABLE_ROLES),
            ("invited", ProjectRole.CONTRIBUTOR, INVITABLE_ROLES),
            ("invited", ProjectRole.ADVISER, (ProjectRole.ADVISER, ProjectRole.OBSERVER)),
            ("invited", ProjectRole.OBSERVER, ()),
            ("ddt", "", (ProjectRole.ADVISER, ProjectRole.OBSERVER)),
            ("foreign_ddt", "", ()),
        ],
    )
    def test_nobody_gives_a_role_above_their_own(self, project, people, persona, role, given):
        if role:
            add_member(project, people[persona], role)
        assert invitable_roles(people[persona], fresh(project)) == given

    @pytest.mark.parametrize("persona", ["invited", "ddt"])
    def test_invitation_above_ones_own_role_is_refused(self, project, people, adviser, persona):
        with pytest.raises(RoleTooHighError):
            invite(project, email="x@exemple.fr", role=ProjectRole.CONTRIBUTOR, message="", actor=people[persona])
        assert not project.invitations.exists()

    def test_invitation_of_oneself_is_refused(self, project, people):
        with pytest.raises(OwnAddressError):
            invite(project, email="Owner@Matrice.fr", role=ProjectRole.ADVISER, message="", actor=people["owner"])

    def test_agent_of_the_state_joins_as_anybody(self, project, people):
        invitation = invite(
            project, email="ddt@matrice.fr", role=ProjectRole.OBSERVER, message="", actor=people["owner"]
        )
        accept_invitation(invitation, actor=people["ddt"])

        assert role_of(project, people["ddt"]) == ProjectRole.OBSERVER
        assert can(people["ddt"], Permission.TAKE_CHARGE, fresh(project))


class TestRightsTable:
    def test_table_says_what_the_rules_grant_to_real_people(self, project, people):
        shown = {line.permission: line.granted for line in rights_table(with_state_zone=True)}
        holders = [(people["owner_admin"], None)]
        holders += [(people["invited"], role) for role in ProjectRole]
        holders += [(people["ddt"], None)]
        for rank, (user, role) in enumerate(holders):
            if role:
                project.members.filter(user=user).delete()
                add_member(project, user, role)
            for right, granted in shown.items():
                assert can(user, right, fresh(project)) == granted[rank], (TITLES[rank][0], right)

    def test_every_right_is_in_the_table_or_on_something_else(self):
        assert set(Permission) == {*ON_A_PROJECT, *ELSEWHERE}

    def test_table_hides_what_the_state_alone_may_do(self):
        hidden = {line.permission for line in rights_table(with_state_zone=True)} - {
            line.permission for line in rights_table(with_state_zone=False)
        }
        assert hidden == {
            Permission.TAKE_CHARGE,
            Permission.ASSIGN,
            Permission.PRIORITISE,
            Permission.VIEW_STATE_ZONE,
            Permission.POST_STATE_ZONE,
        }


class TestReaders:
    @given(data=st.data())
    def test_readers_are_those_whom_the_rules_let_in(self, data, world):
        """The names that a page shows are exactly the people for whom each audience’s rule says yes."""
        owner, author = data.draw(
            st.sampled_from([("privas", "owner"), ("bettant", "foreign_owner"), ("capca", "epci_agent")])
        )
        places = data.draw(
            st.lists(st.sampled_from(["privas", "vals", "bettant", "capca", "ardeche"]), unique=True, min_size=1)
        )
        make = data.draw(st.sampled_from([make_draft, make_project]))
        project = make(
            world.organizations[owner],
            author=world.people[author],
            territories=[world.territories[place] for place in places],
        )
        for name in data.draw(st.lists(st.sampled_from(["invited", "ddt", "neighbour"]), unique=True)):
            add_member(project, world.people[name], data.draw(st.sampled_from(INVITABLE_ROLES)))
        if project.is_sent and data.draw(st.booleans()):
            archive_project(project, reason="Fini", actor=world.people[author])
        elif data.draw(st.booleans()):
            Project.objects.filter(pk=project.pk).update(state=ProjectState.DISCARDED)

        readers = readers_of(fresh(project))
        for audience, ids in ((Permission.VIEW, readers.everyone), (Permission.VIEW_STATE_ZONE, readers.state)):
            allowed = {user.pk for user in world.people.values() if can(user, audience, fresh(project))}
            assert ids == allowed, audience

    def test_reader_is_named_once(self, project, people):
        add_member(project, people["owner_admin"], ProjectRole.ADVISER)
        readers = readers_of(project)

        assert [user.email for user in readers.owner] == ["owner@matrice.fr", "owner_admin@matrice.fr"]
        assert readers.invited == ()

    def test_disabled_account_reads_nothing(self, project, people):
        people["ddt"].is_active = False
        people["ddt"].save()

        assert people["ddt"].pk not in readers_of(project).everyone
