import pytest
from hypothesis import given
from hypothesis import strategies as st

from mec.accounts.models import User
from mec.core.access import MissingRightError
from mec.core.journal.models import Entry
from mec.organizations.enums import DECLARABLE_KINDS, MembershipRole, OrganizationKind, RequestState
from mec.organizations.models import Membership, MembershipRequest, Organization
from mec.organizations.services import (
    PENDING_AT_MOST,
    AlreadyActingError,
    AlreadyKnownError,
    DeclaredBody,
    LastAdministratorError,
    NoReasonError,
    OwnRoleError,
    RequestClosedError,
    TooManyRequestsError,
    accept_request,
    change_membership,
    declare_organization,
    end_membership,
    ensure_collectivite,
    refuse_request,
    request_membership,
    withdraw_request,
)
from tests.factories.accounts import UserFactory
from tests.factories.organizations import MembershipFactory, OrganizationFactory
from tests.matrix.requests import undone

pytestmark = pytest.mark.django_db

SIREN = "200071413"
OTHER_SIREN = "732829320"


@pytest.fixture
def organization():
    return OrganizationFactory()


@pytest.fixture
def admin(organization):
    return MembershipFactory(organization=organization, role=MembershipRole.ADMIN).user


def ask(organization, user=None):
    return request_membership(organization, title="Maire", message="Bonjour", actor=user or UserFactory())


def test_request_twice_is_one(organization):
    user = UserFactory()

    assert ask(organization, user) == ask(organization, user)
    assert Entry.objects.filter(verb="organisation.rattachement_demande").count() == 1


def test_request_of_a_member_is_refused(organization, admin):
    with pytest.raises(AlreadyActingError):
        ask(organization, admin)


def test_person_waits_for_a_few_answers_at_a_time():
    user = UserFactory()
    for _ in range(PENDING_AT_MOST):
        ask(OrganizationFactory(), user)

    with pytest.raises(TooManyRequestsError):
        ask(OrganizationFactory(), user)


def test_accepted_person_acts_as_a_member(organization, admin):
    request = ask(organization)
    membership = accept_request(request, actor=admin)

    assert (membership.user_id, membership.role, membership.title) == (request.user_id, "membre", "Maire")
    assert (request.state, request.decided_by) == (RequestState.ACCEPTED, admin)


def test_first_member_becomes_administrator(organization):
    staff = UserFactory(staff=True)

    roles = [accept_request(ask(organization), actor=staff).role for _ in range(2)]
    assert roles == ["administrateur", "membre"]


def test_former_administrator_comes_back_as_a_member(organization, admin):
    former = MembershipFactory(organization=organization, role=MembershipRole.ADMIN, active=False).user

    assert accept_request(ask(organization, former), actor=admin).role == "membre"


def test_answer_twice_is_once_and_the_second_person_is_told(organization, admin):
    request = ask(organization)
    accept_request(request, actor=admin)
    accept_request(request, actor=admin)

    assert Entry.objects.filter(verb="organisation.rattachement_accepte").count() == 1
    with pytest.raises(RequestClosedError) as closed:
        refuse_request(request, reason="Inconnu", actor=UserFactory(staff=True))
    assert closed.value.request.decided_by == admin
    with pytest.raises(RequestClosedError):
        withdraw_request(request, actor=request.user)


def test_refusal_says_why_and_gives_nothing(organization, admin):
    request = ask(organization)
    with pytest.raises(NoReasonError):
        refuse_request(request, reason="  ", actor=admin)

    refuse_request(request, reason="Nous ne vous connaissons pas.", actor=admin)
    assert (request.state, request.reason) == ("refusee", "Nous ne vous connaissons pas.")
    assert not Membership.objects.filter(user=request.user).exists()
    assert ask(organization, request.user) != request


@pytest.mark.parametrize(
    "answer", [accept_request, lambda request, actor: refuse_request(request, reason="Non", actor=actor)]
)
def test_nobody_answers_their_own_request(organization, answer):
    staff = UserFactory(staff=True)
    request = ask(organization, staff)

    with pytest.raises(MissingRightError):
        answer(request, actor=staff)
    assert not Membership.objects.exists()


def test_only_the_person_withdraws(organization, admin):
    request = ask(organization)
    with pytest.raises(MissingRightError):
        withdraw_request(request, actor=admin)

    withdraw_request(request, actor=request.user)
    withdraw_request(request, actor=request.user)
    with pytest.raises(RequestClosedError):
        accept_request(request, actor=admin)


def declare(territory, actor, siren=SIREN, kind=OrganizationKind.SYNDICAT):
    body = DeclaredBody(kind, "Syndicat des eaux", siren, [territory])
    return declare_organization(body, title="Directeur", message="", actor=actor)


def test_declared_body_waits_for_its_first_member(ardeche):
    user = UserFactory()
    request = declare(ardeche.privas, user, OTHER_SIREN)

    assert declare(ardeche.privas, user, OTHER_SIREN) == request
    organization = Organization.objects.get(siren=OTHER_SIREN)
    assert (organization.unconfirmed, list(organization.perimeter.all())) == (True, [ardeche.privas])
    assert accept_request(request, actor=UserFactory(staff=True)).role == "administrateur"
    organization.refresh_from_db()
    assert not organization.unconfirmed


def test_two_people_declare_one_body(ardeche):
    requests = [declare(ardeche.privas, UserFactory(), OTHER_SIREN) for _ in range(2)]

    assert len({request.organization_id for request in requests}) == 1


def test_refused_declaration_leaves_no_name_behind(ardeche):
    refuse_request(declare(ardeche.vals, UserFactory(), OTHER_SIREN), reason="Inconnu", actor=UserFactory(staff=True))
    body = DeclaredBody(OrganizationKind.ASSOCIATION, "Les amis de l’Ouvèze", OTHER_SIREN, [ardeche.privas])
    request = declare_organization(body, title="Présidente", message="", actor=UserFactory())

    found = Organization.objects.get(siren=OTHER_SIREN)
    assert (found.kind, found.name, list(found.perimeter.all())) == ("association", body.name, [ardeche.privas])
    assert request.organization == found


def test_body_that_is_known_is_joined_instead(ardeche):
    accept_request(declare(ardeche.privas, UserFactory(), OTHER_SIREN), actor=UserFactory(staff=True))

    with pytest.raises(AlreadyKnownError) as known:
        declare(ardeche.privas, UserFactory(), OTHER_SIREN)
    assert known.value.organization.siren == OTHER_SIREN
    with pytest.raises(AlreadyKnownError) as known:
        declare(ardeche.privas, UserFactory(), SIREN)
    assert known.value.territory == ardeche.capca


@pytest.mark.parametrize("kind", [kind for kind in OrganizationKind if kind not in DECLARABLE_KINDS])
def test_territories_and_state_services_are_not_declared(ardeche, kind):
    with pytest.raises(ValueError, match=kind):
        declare(ardeche.privas, UserFactory(), OTHER_SIREN, kind)


def test_collectivite_made_on_demand_is_joined(ardeche):
    organization = ensure_collectivite(ardeche.privas)
    ask(organization)

    assert MembershipRequest.objects.get().organization.name == "Commune de Privas"


def test_nobody_raises_their_own_role(organization, admin):
    staff = UserFactory(staff=True)
    member = MembershipFactory(organization=organization, user=staff)

    with pytest.raises(OwnRoleError):
        change_membership(member, role=MembershipRole.ADMIN, title="", actor=staff)
    plain = MembershipFactory(organization=organization)
    with pytest.raises(MissingRightError):
        change_membership(plain, role=MembershipRole.ADMIN, title="", actor=plain.user)


def test_member_writes_their_own_title(organization, admin):
    member = MembershipFactory(organization=organization)

    assert change_membership(member, role=MembershipRole.MEMBER, title="Maire", actor=member.user)
    assert not change_membership(member, role=MembershipRole.MEMBER, title="Maire", actor=member.user)
    assert Membership.objects.get(pk=member.pk).title == "Maire"


def test_last_administrator_leaves_with_a_successor(organization, admin):
    heir = MembershipFactory(organization=organization).user
    with pytest.raises(LastAdministratorError):
        end_membership(organization, user=admin, actor=admin)

    end_membership(organization, user=admin, successor=heir, actor=admin)
    assert Membership.objects.get(user=heir).role == MembershipRole.ADMIN


def test_whoever_is_alone_may_leave(organization, admin):
    end_membership(organization, user=admin, actor=admin)

    assert not Membership.objects.filter(active=True).exists()


@given(data=st.data())
def test_an_organization_never_loses_its_last_administrator(data, organization, admin):
    """Whatever the members do to one another's roles, in any order, somebody manages while anybody is there."""
    with undone():
        members = [MembershipFactory(organization=organization).user for _ in range(3)]
        people = [admin, *members]
        for _ in range(data.draw(st.integers(1, 8))):
            actor, target = data.draw(st.sampled_from(people)), data.draw(st.sampled_from(people))
            membership = Membership.objects.get(user=target, organization=organization)
            role = data.draw(st.sampled_from(MembershipRole))
            before = membership.role
            try:
                if data.draw(st.booleans()):
                    end_membership(organization, user=target, actor=User.objects.get(pk=actor.pk))
                else:
                    change_membership(membership, role=role, title="", actor=User.objects.get(pk=actor.pk))
            except Exception as refused:  # noqa: BLE001 -- whatever refuses, the state is what counts
                assert type(refused).__name__ in {  # noqa: PT017 -- each example goes on
                    "MissingRightError",
                    "LastAdministratorError",
                    "OwnRoleError",
                    "NotAMemberError",
                }
            after = Membership.objects.get(pk=membership.pk)
            assert not (actor == target and before == "membre" and after.role == "administrateur")
            active = Membership.objects.filter(organization=organization, active=True)
            assert not active.exists() or active.filter(role=MembershipRole.ADMIN).exists()
