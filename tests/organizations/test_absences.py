from datetime import date, timedelta

import pytest

from mec.core.access import MissingRightError
from mec.organizations.models import Absence, Membership
from mec.organizations.queries import stand_ins
from mec.organizations.services import DeputyError, cancel_absence, declare_absence, end_membership
from tests.factories.accounts import UserFactory
from tests.factories.organizations import MembershipFactory, OrganizationFactory

pytestmark = pytest.mark.django_db

MONDAY = date(2100, 8, 2)


def deputies(people, on=MONDAY, **where):
    return {(absence.user, absence.deputy) for absence in stand_ins(people, on, **where)}


@pytest.fixture
def organization():
    return OrganizationFactory()


@pytest.fixture
def team(organization):
    return [MembershipFactory(organization=organization).user for _ in range(3)]


def away(organization, user, deputy, first=0, last=4):
    days = {"starts_on": MONDAY + timedelta(days=first), "ends_on": MONDAY + timedelta(days=last)}
    return declare_absence(organization, deputy=deputy, **days, actor=user)


def test_deputy_stands_in_from_the_first_day_to_the_last(organization, team):
    absent, deputy, _ = team
    away(organization, absent, deputy)

    found = [deputies(team, MONDAY + timedelta(days=day)) for day in (-1, 0, 4, 5)]
    assert found == [set(), {(absent, deputy)}, {(absent, deputy)}, set()]


def test_many_people_cost_one_query(organization, team, django_assert_num_queries):
    away(organization, team[0], team[2])
    away(organization, team[1], team[2])

    with django_assert_num_queries(1):
        assert deputies(team) == {(team[0], team[2]), (team[1], team[2])}


def test_nobody_is_led_from_deputy_to_deputy(organization, team):
    away(organization, team[0], team[1])
    away(organization, team[1], team[0])

    assert deputies(team) == {(team[0], team[1]), (team[1], team[0])}


def test_deputy_who_left_or_was_closed_stands_in_no_more(organization, team):
    away(organization, team[0], team[1])
    away(organization, team[2], team[1])
    Membership.objects.filter(user=team[1]).update(active=False)
    assert deputies(team) == set()

    Membership.objects.update(active=True)
    team[1].is_active = False
    team[1].save()
    assert deputies(team) == set()


def test_leaving_ends_absences_and_deputyships(organization, team):
    MembershipFactory(organization=organization, role="administrateur")
    own = away(organization, team[0], team[1])
    end_membership(organization, user=team[1], actor=team[1])

    own.refresh_from_db()
    assert own.cancelled_at is not None


def test_absence_of_one_organization_counts_there(organization, team):
    other = MembershipFactory(user=team[0]).organization
    elsewhere = MembershipFactory(organization=other).user
    away(organization, team[0], team[1])
    away(other, team[0], elsewhere, first=-3)

    assert deputies(team) == {(team[0], team[1]), (team[0], elsewhere)}
    assert deputies(team, organizations=[organization]) == {(team[0], team[1])}


def test_nobody_stands_in_for_themselves_nor_from_elsewhere(organization, team):
    for deputy in (team[0], MembershipFactory().user):
        with pytest.raises(DeputyError):
            away(organization, team[0], deputy)


def test_absence_is_one_s_own(organization, team):
    absence = away(organization, team[0], team[1])
    with pytest.raises(MissingRightError):
        cancel_absence(absence, actor=team[1])
    with pytest.raises(MissingRightError):
        away(organization, UserFactory(), team[1])

    cancel_absence(absence, actor=team[0])
    assert deputies(team) == set()
    assert Absence.objects.count() == 1
