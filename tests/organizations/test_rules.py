import pytest
from django.contrib.auth.models import AnonymousUser

from mec.core.access import can
from mec.core.journal.audiences import audiences_of
from mec.organizations.enums import EntryAudience, MembershipRole, Permission
from tests.factories.accounts import UserFactory
from tests.factories.organizations import MembershipFactory, OrganizationFactory, StatePairFactory
from tests.factories.territories import place

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    """Every standing towards an organisation, and the organisation."""
    organization = OrganizationFactory()
    return organization, {
        "admin": MembershipFactory(organization=organization, role=MembershipRole.ADMIN).user,
        "member": MembershipFactory(organization=organization).user,
        "former admin": MembershipFactory(organization=organization, role=MembershipRole.ADMIN, active=False).user,
        "admin elsewhere": MembershipFactory(role=MembershipRole.ADMIN).user,
        "disabled admin": MembershipFactory(
            organization=organization, role=MembershipRole.ADMIN, user=UserFactory(disabled=True)
        ).user,
        "staff": UserFactory(staff=True),
        "stranger": UserFactory(),
        "anonymous": AnonymousUser(),
    }


def test_members_are_managed_by_admins_and_staff(people):
    organization, users = people
    allowed = {name for name, user in users.items() if can(user, Permission.MANAGE_MEMBERS, organization)}
    assert allowed == {"admin", "staff"}


def test_pairs_are_set_by_staff_alone(people):
    _, users = people
    assert {name for name, user in users.items() if can(user, Permission.SET_PAIR)} == {"staff"}


def test_journal_of_an_organization_is_read_by_its_members_and_staff(people):
    organization, users = people
    readers = {
        name
        for name in ("admin", "member", "former admin", "admin elsewhere", "staff", "stranger")
        if audiences_of(users[name], organization) == {EntryAudience.MEMBERS}
    }
    assert readers == {"admin", "member", "staff"}


def test_journal_of_a_pair_is_read_by_the_state_of_the_departement_and_staff():
    pair = StatePairFactory()
    place(pair.departement)
    pair.service.perimeter.add(pair.departement)
    agent = MembershipFactory(organization=pair.service).user
    assert audiences_of(agent, pair) == {EntryAudience.STATE}
    assert audiences_of(UserFactory(staff=True), pair) == {EntryAudience.STATE}
    assert audiences_of(MembershipFactory().user, pair) == set()
