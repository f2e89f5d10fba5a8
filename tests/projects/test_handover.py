import pytest

from mec.accounts.models import User
from mec.core.access import MissingRightError
from mec.core.journal.models import Entry
from mec.organizations.models import Membership
from mec.projects.enums import ProjectRole, Verb
from mec.projects.holdings import held_by, projects_carried_by, without_referent
from mec.projects.models import Assignment, ProjectMember
from mec.projects.queries import current_assignment, projects_visible_to
from mec.projects.services import SuccessorError, hand_over, take_charge
from tests.factories.accounts import UserFactory
from tests.factories.organizations import MembershipFactory
from tests.factories.projects import add_member, make_draft, make_project


@pytest.fixture
def privas(world):
    return world.organizations["privas"]


@pytest.fixture
def ddt(world):
    return world.organizations["ddt"]


def verbs(project):
    entries = Entry.objects.filter(subject_type="projects.project", subject_id=project.pk).order_by("pk")
    return list(entries.values_list("verb", flat=True))


def test_referent_roles_go_to_the_successor(project, people, privas):
    draft = make_draft(privas, author=people["owner"], name="Brouillon")
    foreign = add_member(make_project(privas, author=people["owner_admin"]), people["owner"], ProjectRole.OBSERVER)

    done = hand_over(people["owner"], to=people["owner_admin"], organization=privas, actor=people["owner_admin"])

    assert done.referent == {project.pk, draft.pk}
    assert not ProjectMember.objects.filter(user=foreign).exists()
    assert set(ProjectMember.objects.filter(role=ProjectRole.REFERENT).values_list("user", flat=True)) == {
        people["owner_admin"].pk
    }
    assert verbs(project)[-1] == Verb.HANDED_OVER
    entry = Entry.objects.get(verb=Verb.HAND_OVER_DONE)
    assert entry.data["projects"] == sorted(done.referent)


def test_roles_elsewhere_stay(people, privas, world):
    elsewhere = make_project(world.organizations["bettant"], author=people["foreign_owner"])
    add_member(elsewhere, people["owner"], ProjectRole.CONTRIBUTOR)

    hand_over(people["owner"], to=None, organization=privas, actor=people["owner"])

    assert elsewhere.members.filter(user=people["owner"]).exists()


def test_role_of_the_successor_is_raised_not_doubled(project, people, privas):
    add_member(project, people["owner_admin"], ProjectRole.OBSERVER)

    hand_over(people["owner"], to=people["owner_admin"], organization=privas, actor=people["owner"])

    assert [(member.user, member.role) for member in project.members.all()] == [(people["owner_admin"], "referent")]


def test_projects_in_charge_go_to_a_colleague(project, people, ddt):
    take_charge(project, actor=people["ddt"])
    heir = MembershipFactory(organization=ddt).user

    done = hand_over(people["ddt"], to=heir, organization=ddt, actor=people["ddt"])

    assert (done.in_charge, current_assignment(project).agent) == ({project.pk}, heir)
    assert Assignment.objects.filter(ended_at=None).count() == 1


def test_without_successor_projects_wait_again(project, people, ddt, privas):
    take_charge(project, actor=people["ddt"])

    hand_over(people["ddt"], to=None, organization=ddt, actor=people["ddt"])
    hand_over(people["owner"], to=None, organization=privas, actor=people["owner_admin"])

    assert current_assignment(project) is None
    assert list(without_referent(projects_carried_by(privas))) == [project]
    assert verbs(project)[-2:] == [Verb.ROLE_ENDED, Verb.ROLE_ENDED]


@pytest.mark.parametrize("name", ["owner", "neighbour"])
def test_successor_acts_for_the_organization(project, people, privas, name):
    with pytest.raises(SuccessorError):
        hand_over(people["owner"], to=people[name], organization=privas, actor=people["owner_admin"])
    assert project.members.filter(user=people["owner"]).exists()


@pytest.mark.parametrize("name", ["neighbour", "ddt", "invited"])
def test_hand_over_is_refused_to_strangers(project, people, privas, name):
    with pytest.raises(MissingRightError):
        hand_over(people["owner"], to=people["owner_admin"], organization=privas, actor=people[name])


def test_nothing_is_handed_over_by_who_is_no_member(people, privas):
    with pytest.raises(Membership.DoesNotExist):
        hand_over(UserFactory(), to=people["owner"], organization=privas, actor=people["owner_admin"])


def test_holdings_are_what_a_successor_would_receive(project, people, privas, ddt, django_assert_num_queries):
    take_charge(project, actor=people["ddt"])
    with django_assert_num_queries(2):
        held = held_by(people["owner"], privas)

    assert (held.referent, held.in_charge, held.count) == ([project], [], 1)
    assert held_by(people["ddt"], ddt).in_charge == [project]
    assert held_by(people["owner_admin"], privas).count == 0


def test_leaver_without_membership_sees_nothing_more(project, people, privas):
    hand_over(people["owner"], to=None, organization=privas, actor=people["owner"])
    Membership.objects.filter(user=people["owner"]).update(active=False)

    assert not projects_visible_to(User.objects.get(pk=people["owner"].pk)).exists()
