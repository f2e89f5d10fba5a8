"""Who answers a request, who is told of it, and how an organisation is found."""

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import given
from hypothesis import strategies as st

from mec.accounts.models import User
from mec.core.access import can
from mec.organizations.enums import MembershipRole, OrganizationKind, Permission, RequestState
from mec.organizations.joining import (
    deciders_of,
    find_organizations,
    organizations_visible_to,
    requests_decided_by,
    requests_of,
    requests_visible_to,
)
from mec.organizations.models import Membership, MembershipRequest, Organization
from tests.factories.accounts import UserFactory
from tests.factories.organizations import MembershipFactory, OrganizationFactory
from tests.matrix.personas import PERSONAS
from tests.matrix.requests import undone

pytestmark = pytest.mark.django_db

ARDECHE_STATE = {"ddt", "prefecture", "regional", "anct"}


def request_for(world, name, persona="fresh"):
    return MembershipRequest.objects.create(
        user=world.people[persona], organization=world.organizations[name], title="Maire"
    )


def deciding(world, request):
    people = {name: User.objects.get(pk=user.pk) for name, user in world.people.items()}
    return {name for name, user in people.items() if can(user, Permission.DECIDE_REQUEST, request)}


def told(organization):
    return {user.email.split("@")[0] for user in deciders_of(organization)}


def make_admin(world, persona):
    Membership.objects.filter(user=world.people[persona]).update(role=MembershipRole.ADMIN)


def test_administrators_decide_for_their_organization(world):
    assert deciding(world, request_for(world, "privas")) == {"owner_admin", "staff"}
    assert told(world.organizations["privas"]) == {"owner_admin"}


@pytest.mark.parametrize("name", ["vals", "capca"])
def test_state_decides_for_a_collectivite_without_administrator(world, name):
    assert deciding(world, request_for(world, name)) == {*ARDECHE_STATE, "staff"}
    assert told(world.organizations[name]) == {"ddt", "prefecture"}


def test_state_of_another_departement_does_not_decide(world):
    assert deciding(world, request_for(world, "bettant")) == {"foreign_ddt", "regional", "anct", "staff"}


def test_region_is_decided_by_the_services_that_cover_it_whole(world):
    region = OrganizationFactory(kind=OrganizationKind.REGION, territory=world.territories["ara"])
    world.organizations["region"] = region

    assert deciding(world, request_for(world, "region")) == {"regional", "anct", "staff"}
    assert told(region) == {"regional"}


def test_declared_body_is_decided_where_it_acts(world):
    body = OrganizationFactory(kind=OrganizationKind.SYNDICAT, territory=None, perimeter=[world.territories["privas"]])
    world.organizations["syndicat"] = body

    assert deciding(world, request_for(world, "syndicat")) == {*ARDECHE_STATE, "staff"}
    assert told(body) == {"ddt", "prefecture"}


def test_body_that_acts_nowhere_falls_to_the_service_team(world):
    assert deciding(world, request_for(world, "cerema")) == {"staff"}
    assert told(world.organizations["cerema"]) == {"staff"}


def test_state_service_is_decided_by_the_other_half_then_by_the_team(world):
    assert deciding(world, request_for(world, "ddt")) == {"staff"}

    make_admin(world, "prefecture")
    assert deciding(world, request_for(world, "ddt", "expert")) == {"prefecture", "staff"}
    assert told(world.organizations["ddt"]) == {"prefecture"}


def test_state_service_is_decided_by_the_regional_administrators(world):
    make_admin(world, "regional")

    assert deciding(world, request_for(world, "prefecture")) == {"regional", "staff"}
    assert deciding(world, request_for(world, "anct", "expert")) == {"staff"}


def test_administrator_whose_account_is_closed_does_not_count(world):
    User.objects.filter(pk=world.people["owner_admin"].pk).update(is_active=False)

    assert told(world.organizations["privas"]) == {"ddt", "prefecture"}


@pytest.mark.parametrize("persona", ["ddt", "staff", "owner_admin"])
def test_nobody_decides_on_their_own_request(world, persona):
    request = request_for(world, "vals", persona)

    assert not can(world.people[persona], Permission.DECIDE_REQUEST, request)
    assert can(world.people[persona], Permission.VIEW_REQUEST, request)


@given(data=st.data())
def test_lists_and_rules_agree_for_everyone(data, world):
    """The list shows exactly what the rule grants, whoever administers, asks and for whatever organisation."""
    with undone():
        for persona in data.draw(st.sets(st.sampled_from([one.name for one in PERSONAS if one.organization]))):
            make_admin(world, persona)
        body = OrganizationFactory(kind=OrganizationKind.ASSOCIATION, territory=None)
        body.perimeter.set(
            [world.territories[name] for name in data.draw(st.sets(st.sampled_from(["vals", "ara", "ain"])))]
        )
        world.organizations["body"] = body
        asked = data.draw(st.sampled_from(sorted(world.organizations)))
        request = request_for(world, asked, data.draw(st.sampled_from([one.name for one in PERSONAS])))
        MembershipRequest.objects.filter(pk=request.pk).update(
            state=data.draw(st.sampled_from(["en_attente", "acceptee"]))
        )

        for persona in PERSONAS:
            user = User.objects.get(pk=world.people[persona.name].pk)
            decides = can(user, Permission.DECIDE_REQUEST, request)
            assert requests_decided_by(user).contains(request) == decides, persona.name
            assert requests_visible_to(user).contains(request) == can(user, Permission.VIEW_REQUEST, request), (
                persona.name
            )
            seen = set(organizations_visible_to(user))
            granted = {each for each in Organization.objects.all() if can(user, Permission.VIEW, each)}
            assert seen == granted, persona.name


def test_visitors_and_closed_accounts_see_nothing(world):
    request_for(world, "privas")
    closed = UserFactory(disabled=True, staff=True)

    for user in (AnonymousUser(), closed):
        assert not requests_visible_to(user).exists()
        assert not requests_decided_by(user).exists()
        assert not organizations_visible_to(user).exists()


def test_requests_of_a_person_are_theirs_alone(world):
    request_for(world, "privas", "expert")
    own = request_for(world, "privas")

    assert list(requests_of(world.people["fresh"])) == [own]
    assert own.state == RequestState.PENDING


def test_services_are_found_by_what_people_call_them():
    ddt = OrganizationFactory(ddt=True, name="Direction départementale des territoires de l’Ardèche")
    ddt.territory.name = "Ardèche"
    ddt.territory.save()
    OrganizationFactory(prefecture=True, name="Préfecture de l’Ain")
    OrganizationFactory(name="Commune d’Ardes")

    assert find_organizations("ddt ardeche") == [ddt]
    assert find_organizations("ardè") == [ddt]
    assert find_organizations("ddt ain") == []
    assert find_organizations(" … ") == []


def test_declared_body_is_found_once_confirmed():
    body = OrganizationFactory(
        kind=OrganizationKind.SYNDICAT, territory=None, name="Syndicat des eaux", unconfirmed=True
    )

    assert find_organizations("syndicat eaux") == []
    Organization.objects.filter(pk=body.pk).update(unconfirmed=False)
    assert find_organizations("syndicat eaux") == [body]


def test_members_see_their_organization_until_they_leave():
    membership = MembershipFactory()
    assert list(organizations_visible_to(membership.user)) == [membership.organization]

    Membership.objects.update(active=False)
    assert list(organizations_visible_to(User.objects.get(pk=membership.user_id))) == []
