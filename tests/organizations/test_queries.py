import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import given
from hypothesis import strategies as st

from mec.organizations.enums import OrganizationKind, PairLack
from mec.organizations.models import Membership
from mec.organizations.queries import (
    active_members,
    answering_by_departement,
    answering_names,
    carrying_organizations_of,
    departements_without_pair,
    is_state_agent,
    memberships_of,
    organizations_of,
    pair_gaps,
    state_departements_of,
)
from mec.organizations.rules import forget_scope
from mec.territories.enums import TerritoryKind
from mec.territories.models import Containment, Territory
from tests.factories.accounts import UserFactory
from tests.factories.organizations import MembershipFactory, OrganizationFactory, StatePairFactory
from tests.factories.territories import TerritoryFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return UserFactory()


def pair_of(departement):
    return StatePairFactory(
        departement=departement,
        prefecture=OrganizationFactory(prefecture=True, territory=departement, perimeter=[departement]),
        service=OrganizationFactory(ddt=True, territory=departement, perimeter=[departement]),
    )


def test_organizations_of_a_person_are_those_of_today(user):
    b = MembershipFactory(user=user, organization__name="B").organization
    a = MembershipFactory(user=user, organization__name="A").organization
    MembershipFactory(user=user, active=False)
    MembershipFactory()
    assert list(organizations_of(user)) == [a, b]


def test_organizations_of_a_visitor_are_none():
    assert list(organizations_of(AnonymousUser())) == []
    assert list(memberships_of(AnonymousUser())) == []


def test_memberships_of_come_oldest_first_in_one_query(user, django_assert_num_queries):
    first = MembershipFactory(user=user)
    second = MembershipFactory(user=user)
    MembershipFactory(user=user, active=False)
    with django_assert_num_queries(1):
        found = list(memberships_of(user))
        names = [membership.organization.territory.name for membership in found]
    assert found == [first, second]
    assert len(names) == 2


def test_carrying_organizations_of_are_the_collectivites(user):
    commune = MembershipFactory(user=user).organization
    MembershipFactory(user=user, organization__ddt=True)
    assert list(carrying_organizations_of(user)) == [commune]


def test_active_members_have_an_open_account_and_a_current_membership():
    organization = OrganizationFactory()
    b = MembershipFactory(organization=organization, user__last_name="B").user
    a = MembershipFactory(organization=organization, user__last_name="A").user
    MembershipFactory(organization=organization, active=False)
    MembershipFactory(organization=organization, user=UserFactory(disabled=True))
    elsewhere = MembershipFactory().user
    MembershipFactory(organization=organization, user=elsewhere, active=False)
    assert list(active_members([organization])) == [a, b]


def test_active_members_of_two_organizations_are_named_once():
    organizations = OrganizationFactory.create_batch(2)
    both = MembershipFactory(organization=organizations[0]).user
    MembershipFactory(organization=organizations[1], user=both)
    assert list(active_members(organizations)) == [both]


def test_is_state_agent_needs_a_current_membership_in_the_state(user):
    MembershipFactory(user=user)
    MembershipFactory(user=user, organization__ddt=True, active=False)
    assert is_state_agent(user) is False
    MembershipFactory(user=user, organization__anct=True)
    forget_scope(user)
    assert is_state_agent(user) is True


@pytest.mark.parametrize(
    ("perimeter", "expected"),
    [
        (["ardeche"], {"ardeche"}),
        (["ara"], {"ardeche", "ain"}),
        (["france"], {"ardeche", "ain"}),
        (["privas", "arrondissement", "capca"], set()),
        ([], set()),
    ],
)
def test_state_departements_are_those_that_the_perimeter_contains(ardeche, user, perimeter, expected):
    territories = [getattr(ardeche, name) for name in perimeter]
    MembershipFactory(user=user, organization=OrganizationFactory(ddt=True, perimeter=territories))
    assert state_departements_of(user) == {getattr(ardeche, name).pk for name in expected}


def test_state_departements_of_who_is_no_agent_are_none(ardeche, user):
    MembershipFactory(user=user, organization=OrganizationFactory(perimeter=[ardeche.ardeche]))
    MembershipFactory(user=user, active=False, organization=OrganizationFactory(ddt=True, perimeter=[ardeche.ain]))
    disabled = UserFactory(disabled=True)
    MembershipFactory(user=disabled, organization=OrganizationFactory(ddt=True, perimeter=[ardeche.ain]))
    assert state_departements_of(user) == state_departements_of(disabled) == set()
    assert state_departements_of(AnonymousUser()) == set()


def test_state_departements_take_two_queries_then_none(ardeche, user, django_assert_num_queries):
    for _ in range(3):
        MembershipFactory(user=user, organization=OrganizationFactory(ddt=True, perimeter=[ardeche.ara]))
    with django_assert_num_queries(2):
        state_departements_of(user)
        state_departements_of(user)


@given(st.data())
def test_coverage_agrees_with_a_brute_force_oracle(ardeche, data):
    user = UserFactory()
    territories = list(Territory.objects.order_by("pk"))
    whole = set(Containment.objects.filter(partial=False).values_list("inner_id", "outer_id"))
    departements = [row.pk for row in territories if row.kind == TerritoryKind.DEPARTEMENT]
    expected = set()
    for _ in range(data.draw(st.integers(0, 3))):
        perimeter = data.draw(st.lists(st.sampled_from(territories), max_size=3, unique=True))
        kind = data.draw(st.sampled_from(OrganizationKind.values))
        active = data.draw(st.booleans())
        organization = OrganizationFactory(kind=kind, territory=None, perimeter=perimeter)
        MembershipFactory(user=user, organization=organization, active=active)
        if active and kind in STATE:
            expected |= {pk for pk in departements for outer in perimeter if (pk, outer.pk) in whole}
    assert state_departements_of(user) == expected
    Membership.objects.filter(user=user).delete()


STATE = {
    "prefecture",
    "sous_prefecture",
    "service_departemental",
    "service_regional",
    "administration_centrale",
    "anct",
}


def test_departements_without_pair_include_those_whose_pair_is_empty(ardeche):
    pair_of(ardeche.ardeche)
    StatePairFactory(departement=ardeche.ain, prefecture=None, service=None)
    bare = TerritoryFactory(departement=True, code="99")
    TerritoryFactory(departement=True, valid_until="2020-01-01")
    assert list(departements_without_pair()) == [ardeche.ain, bare]


def test_half_a_pair_is_a_pair(ardeche):
    StatePairFactory(departement=ardeche.ain, service=None)
    assert ardeche.ain not in departements_without_pair()


def answering(departement):
    [(_, organizations)] = answering_by_departement([departement])
    return organizations


def test_answering_for_a_departement_is_its_pair_the_service_first(ardeche):
    pair = pair_of(ardeche.ardeche)
    assert answering(ardeche.ardeche) == [pair.service, pair.prefecture]


def test_answering_for_a_departement_without_pair_is_the_region(ardeche):
    anct = OrganizationFactory(anct=True, perimeter=[ardeche.france])
    assert answering(ardeche.ain) == [anct]
    region = OrganizationFactory(regional=True, perimeter=[ardeche.ara])
    OrganizationFactory(regional=True, perimeter=[TerritoryFactory(region=True)])
    StatePairFactory(departement=ardeche.ain, prefecture=None, service=None)
    assert answering(ardeche.ain) == [region]


def test_answering_before_any_reference_data_is_nobody(ardeche):
    assert answering(ardeche.ain) == []


def test_answering_by_departement_takes_three_queries_whatever_their_number(ardeche, django_assert_num_queries):
    pair = pair_of(ardeche.ardeche)
    anct = OrganizationFactory(anct=True)
    others = TerritoryFactory.create_batch(5, departement=True)
    with django_assert_num_queries(3):
        found = answering_by_departement([ardeche.ardeche, ardeche.ain, *others])
    assert found == [
        (ardeche.ardeche, [pair.service, pair.prefecture]),
        (ardeche.ain, [anct]),
        *[(other, [anct]) for other in others],
    ]


def test_answering_names_speak_of_the_pair(ardeche):
    pair_of(ardeche.ardeche)
    assert answering_names([ardeche.ardeche]) == "la DDT et la préfecture de l’Ardèche"
    assert answering_names([ardeche.ardeche], to=True) == "à la DDT et à la préfecture de l’Ardèche"


def test_pair_gaps_say_what_is_lacking(ardeche):
    complete = pair_of(ardeche.ardeche)
    MembershipFactory(organization=complete.service)
    half = StatePairFactory(departement=ardeche.ain, service=None)
    MembershipFactory(organization=half.prefecture, active=False)
    bare = TerritoryFactory(departement=True, code="99")
    assert [(gap.departement, gap.lacks) for gap in pair_gaps()] == [
        (ardeche.ain, (PairLack.SERVICE, PairLack.MEMBERS)),
        (bare, (PairLack.PREFECTURE, PairLack.SERVICE, PairLack.MEMBERS)),
    ]
