import pytest

from mec.core.access import MissingRightError
from mec.core.journal.models import Entry
from mec.organizations.enums import MembershipRole
from mec.organizations.models import Membership
from mec.organizations.queries import organizations_of
from mec.organizations.services import NotAMemberError, add_member, end_membership
from tests.factories.accounts import UserFactory
from tests.factories.organizations import MembershipFactory, OrganizationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def organization():
    return OrganizationFactory()


@pytest.fixture
def admin(organization):
    return MembershipFactory(organization=organization, role=MembershipRole.ADMIN).user


def entries():
    return list(Entry.objects.order_by("pk").values_list("verb", "audience", "actor"))


def test_add_member_lets_a_person_act_and_journals_it(organization, admin):
    user = UserFactory()
    membership = add_member(organization, user=user, title="Maire", actor=admin)
    assert (membership.role, membership.title, membership.active) == ("membre", "Maire", True)
    assert list(organizations_of(user)) == [organization]
    entry = Entry.objects.get()
    assert (entry.verb, entry.audience, entry.actor, entry.data) == (
        "organisation.membre_ajoute",
        "membres",
        admin,
        {"user": user.pk, "role": "membre"},
    )


def test_add_member_twice_changes_nothing(organization, admin):
    user = UserFactory()
    first = add_member(organization, user=user, actor=admin)
    assert add_member(organization, user=user, actor=admin) == first
    assert len(entries()) == 1


def test_add_member_changes_the_role(organization, admin):
    user = UserFactory()
    add_member(organization, user=user, actor=admin)
    add_member(organization, user=user, role=MembershipRole.ADMIN, actor=admin)
    assert Membership.objects.get(user=user).role == MembershipRole.ADMIN
    assert len(entries()) == 2


def test_add_member_brings_back_a_former_one(organization, admin):
    user = MembershipFactory(organization=organization, active=False).user
    add_member(organization, user=user, actor=admin)
    assert Membership.objects.get(user=user).active is True


def test_add_member_is_refused_to_a_plain_member(organization):
    member = MembershipFactory(organization=organization).user
    with pytest.raises(MissingRightError, match="gérer les membres"):
        add_member(organization, user=UserFactory(), actor=member)
    assert entries() == []


def test_end_membership_stops_a_person_from_acting(organization, admin):
    user = MembershipFactory(organization=organization).user
    end_membership(organization, user=user, actor=admin)
    assert list(organizations_of(user)) == []
    assert entries() == [("organisation.membre_retire", "membres", admin.pk)]


def test_end_membership_of_who_is_none_is_an_error(organization, admin):
    with pytest.raises(NotAMemberError):
        end_membership(organization, user=UserFactory(), actor=admin)


def test_end_membership_is_refused_to_a_stranger(organization):
    user = MembershipFactory(organization=organization).user
    with pytest.raises(MissingRightError):
        end_membership(organization, user=user, actor=UserFactory())
    assert list(organizations_of(user)) == [organization]
