"""The members' page: rights read from the rules, roles that change, people who leave."""

import pytest
from django.urls import reverse

from mec.projects.enums import ProjectRole
from mec.projects.models import Invitation
from mec.projects.services import invite
from tests.factories.projects import add_member


@pytest.fixture
def adviser(project, people):
    add_member(project, people["invited"], ProjectRole.ADVISER)
    return project.members.get(user=people["invited"])


def url(project, page="members", **kwargs):
    return reverse(f"projects:{page}", kwargs={"reference": project.reference, **kwargs})


def of(member, page):
    return url(member.project, page, member_id=member.pk)


def text(response):
    return response.content.decode()


def test_rights_table_hides_from_others_what_the_state_alone_may_do(as_owner, as_ddt, project):
    own, state = text(as_owner.get(url(project))), text(as_ddt.get(url(project)))

    assert "Modifier ce projet" in own
    assert "ire la zone de l’État" not in own
    assert "Prendre ce projet en charge" not in own
    assert "Lire la zone de l’État" in state
    assert "Porteur, Référent et Contributeur" in own


def test_role_is_changed_from_the_page(as_owner, adviser):
    response = as_owner.post(of(adviser, "set_role"), {"seen": "conseiller", "role": "observateur"}, follow=True)

    adviser.refresh_from_db()
    assert adviser.role == ProjectRole.OBSERVER
    assert "a maintenant le rôle de observateur" not in text(response)
    assert "Nouveau rôle de Invited Matrice\u00a0: observateur" in text(response)


@pytest.mark.parametrize("role", ["referent", "roi", ""])
def test_role_that_is_not_offered_changes_nothing(as_owner, adviser, role):
    response = as_owner.post(of(adviser, "set_role"), {"seen": "conseiller", "role": role}, follow=True)

    adviser.refresh_from_db()
    assert adviser.role == ProjectRole.ADVISER
    assert "Choisissez un des rôles proposés" in text(response)


def test_role_that_a_colleague_has_just_changed_says_so(as_owner, adviser):
    form = {"seen": "conseiller", "role": "observateur"}
    as_owner.post(of(adviser, "set_role"), form)
    response = as_owner.post(of(adviser, "set_role"), form | {"role": "contributeur"}, follow=True)

    assert "Quelqu’un vient de changer ce rôle" in text(response)
    assert adviser.__class__.objects.get(pk=adviser.pk).role == ProjectRole.OBSERVER


def test_adviser_sees_no_control_over_the_others(client_of, adviser):
    page = text(client_of(adviser.user).get(url(adviser.project)))

    assert "Changer le rôle" not in page
    assert "Quitter ce projet" in page
    assert 'value="contributeur"' not in page


def test_hand_over_and_removal_are_confirmed_first(as_owner, adviser):
    for page, button in (("hand_over", "Confier le projet"), ("remove_member", "Retirer du projet")):
        assert button in text(as_owner.get(of(adviser, page)))
    adviser.refresh_from_db()
    assert adviser.role == ProjectRole.ADVISER

    as_owner.post(of(adviser, "hand_over"))
    adviser.refresh_from_db()
    assert adviser.role == ProjectRole.REFERENT


def test_removed_member_is_out_at_the_next_request_of_an_open_session(as_owner, client_of, adviser):
    client = client_of(adviser.user)
    assert client.get(url(adviser.project, "detail")).status_code == 200

    as_owner.post(of(adviser, "remove_member"))
    assert client.get(url(adviser.project, "detail")).status_code == 404


def test_referent_is_told_to_hand_over_before_leaving(as_owner, project):
    response = as_owner.post(url(project, "leave"), follow=True)

    assert "confiez d’abord ce rôle" in text(response)
    assert project.members.count() == 1


def test_member_leaves_and_does_not_see_it_any_more(client_of, adviser):
    client = client_of(adviser.user)
    assert "Vous ne le verrez plus" in text(client.get(url(adviser.project, "leave")))

    client.post(url(adviser.project, "leave"))
    assert client.get(url(adviser.project, "detail")).status_code == 404


def test_invitation_of_oneself_says_so(as_owner, project):
    response = as_owner.post(url(project), {"email": "owner@matrice.fr", "role": "conseiller"})

    assert response.status_code == 422
    assert "C’est votre adresse" in text(response)


def test_invitation_of_the_same_address_says_that_it_replaces_the_first(as_owner, people, project):
    invite(project, email="ami@exemple.fr", role=ProjectRole.OBSERVER, message="", actor=people["owner_admin"])
    response = as_owner.post(url(project), {"email": "ami@exemple.fr", "role": "conseiller"}, follow=True)

    assert "Elle remplace celle qui attendait" in text(response)
    assert Invitation.objects.filter(revoked_at=None).get().role == ProjectRole.ADVISER


def test_invitation_above_ones_own_role_is_refused_by_the_form(client_of, adviser):
    response = client_of(adviser.user).post(url(adviser.project), {"email": "ami@exemple.fr", "role": "contributeur"})

    assert response.status_code == 422
    assert "Choisissez un des rôles proposés" in text(response)
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": "x" * 250 + "@exemple.fr"}, "email"),
        ({"email": "a\x00@exemple.fr"}, "email"),
        ({"message": "x" * 2_001}, "message"),
        ({"message": "a\x00b"}, "message"),
        ({"role": "referent"}, "role_0"),
    ],
)
def test_wrong_invitation_names_its_field_and_keeps_the_rest(as_owner, project, changes, field):
    form = {"email": "ami@exemple.fr", "role": "conseiller", "message": "Bonjour"} | changes
    response = as_owner.post(url(project), form)

    assert response.status_code == 422
    assert f'href="#id_{field}"' in text(response)
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_members_cost_the_same_whatever_their_number(as_owner, project, people, count, django_assert_num_queries):
    for name in ("invited", "expert", "epci_agent")[:count]:
        add_member(project, people[name], ProjectRole.ADVISER)
    as_owner.get(url(project))
    with django_assert_num_queries(8):
        as_owner.get(url(project))
