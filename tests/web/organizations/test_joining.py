"""From "I have no organisation" to its pages, and the answers given on the way."""

import re

import pytest

from mec.accounts.models import User
from mec.core.jobs.runner import drain
from mec.core.mail.models import Mail
from mec.notifications.models import Notification
from mec.organizations.enums import MembershipRole, OrganizationKind
from mec.organizations.models import Membership, MembershipRequest, Organization
from mec.organizations.services import accept_request, load_state_reference, request_membership
from mec.projects.models import Project
from tests.factories.accounts import UserFactory
from tests.factories.organizations import MembershipFactory, OrganizationFactory
from tests.factories.projects import make_draft
from tests.matrix.people import membership_requests
from tests.web.costs import cost

JOIN = "/organisations/rejoindre/"
DECLARE = "/organisations/declarer/"
ASKED = {"title": "Maire", "message": "Élue en mars"}
BODY = {"kind": "syndicat", "name": "Syndicat des eaux", "siren": "732 829 320", "title": "Directrice", "message": ""}


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def told(verb):
    drain()
    return sorted(
        one.recipient.email for one in Notification.objects.filter(entry__verb=verb).select_related("recipient")
    )


@pytest.fixture
def country(ardeche):
    load_state_reference()
    return ardeche


def test_first_person_of_a_commune_joins_through_the_state(country, client_of):
    agent = MembershipFactory(
        organization=Organization.objects.get(kind="service_departemental", territory=country.ardeche)
    )
    mayor = UserFactory(email="maire@exemple.fr")
    client = client_of(mayor)

    found = client.get(JOIN, {"q": "07000"})
    assert f"/organisations/rejoindre/lieu/{country.privas.pk}/" in found.content.decode()
    page = client.get(f"/organisations/rejoindre/lieu/{country.privas.pk}/")
    assert "la DDT et la préfecture de l’Ardèche" in text_of(page)
    assert "Personne ne gère encore les membres" in text_of(page)
    client.post(f"/organisations/rejoindre/lieu/{country.privas.pk}/", ASKED)

    request = MembershipRequest.objects.get()
    assert (request.organization.name, request.title) == ("Commune de Privas", "Maire")
    assert told("organisation.rattachement_demande") == [agent.user.email]
    assert "en attente d’une réponse" in text_of(client.get("/organisations/"))

    answer = client_of(agent.user).post(f"/organisations/demandes/{request.pk}/", {"decision": "accepter"})
    assert answer.status_code == 302
    assert told("organisation.rattachement_accepte") == ["maire@exemple.fr"]
    assert Membership.objects.get(user=mayor).role == MembershipRole.ADMIN
    assert "Commune de Privas" in text_of(client.get("/organisations/"))


def test_refusal_is_told_with_its_reason(people, client_of, world):
    request = request_membership(world.organizations["privas"], title="Maire", message="", actor=people["fresh"])
    path = f"/organisations/demandes/{request.pk}/"
    admin = client_of(people["owner_admin"])

    assert admin.post(path, {"decision": "refuser", "reason": " "}).status_code == 422
    assert admin.post(path, {}).status_code == 422
    admin.post(path, {"decision": "refuser", "reason": "Nous ne vous connaissons pas."})

    drain()
    assert "Nous ne vous connaissons pas." in Mail.objects.get(to=people["fresh"].email).text
    assert "Nous ne vous connaissons pas." in text_of(client_of(people["fresh"]).get(path))
    assert not Membership.objects.filter(user=people["fresh"]).exists()


def test_second_answer_is_told_who_was_faster(people, client_of, world):
    request = request_membership(world.organizations["privas"], title="Maire", message="", actor=people["fresh"])
    accept_request(request, actor=people["owner_admin"])

    response = client_of(people["staff"]).post(
        f"/organisations/demandes/{request.pk}/", {"decision": "refuser", "reason": "Non"}
    )
    assert response.status_code == 409
    assert "Quelqu’un a répondu avant vous" in text_of(response)
    assert Membership.objects.filter(user=people["fresh"], active=True).exists()


def test_second_click_on_accept_changes_nothing(people, client_of, world):
    """The first answer makes an administrator, and so takes from the State the right to answer."""
    request = request_membership(world.organizations["vals"], title="Maire", message="", actor=people["fresh"])
    client = client_of(people["ddt"])
    statuses = [
        client.post(f"/organisations/demandes/{request.pk}/", {"decision": "accepter"}).status_code for _ in range(2)
    ]

    assert statuses == [302, 302]
    assert Membership.objects.get(user=people["fresh"]).role == MembershipRole.ADMIN


def test_form_cannot_set_anything_else(people, client_of, world):
    client_of(people["fresh"]).post(
        f"/organisations/{world.organizations['privas'].pk}/rejoindre/",
        ASKED | {"role": "administrateur", "state": "acceptee", "decided_by": people["owner"].pk},
    )

    request = MembershipRequest.objects.get()
    assert (request.state, request.decided_by, request.user) == ("en_attente", None, people["fresh"])


def test_declared_body_is_found_after_its_approval(country, client_of):
    director = client_of(UserFactory())
    page = director.post(DECLARE, BODY | {"territory_search": "Privas", "action": "chercher"})
    assert page.status_code == 200
    response = director.post(DECLARE, BODY | {"territories": [country.privas.pk]})

    assert response.status_code == 302
    request = MembershipRequest.objects.get()
    assert "Syndicat des eaux" not in text_of(client_of(UserFactory()).get(JOIN, {"q": "Syndicat"}))
    accept_request(request, actor=UserFactory(staff=True))
    assert "Syndicat des eaux" in text_of(client_of(UserFactory()).get(JOIN, {"q": "Syndicat"}))


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"siren": "732829321"}, "siren"),
        ({"siren": "200071413"}, "siren"),
        ({"territories": []}, "territories"),
        ({"kind": "prefecture"}, "kind"),
        ({"name": ""}, "name"),
    ],
)
def test_wrong_declaration_is_kept_and_corrected(country, client_of, fields, wrong):
    response = client_of(UserFactory()).post(DECLARE, BODY | {"territories": [country.privas.pk]} | fields)

    assert (response.status_code, list(response.context["form"].errors)) == (422, [wrong])
    assert not Organization.objects.filter(kind="syndicat").exists()
    assert "Directrice" in response.content.decode()


@pytest.mark.parametrize(
    "kind",
    [
        OrganizationKind.COMMUNE,
        OrganizationKind.EPCI,
        OrganizationKind.SYNDICAT,
        OrganizationKind.DEPARTEMENT,
        OrganizationKind.REGION,
        OrganizationKind.COM,
        OrganizationKind.ETABLISSEMENT_LOCAL,
    ],
)
def test_each_kind_of_collectivite_joins_and_carries_a_project(kind, world, client_of):
    """Requirement R008, from the request to the form of a project."""
    organization = OrganizationFactory(kind=kind, name="La collectivité")
    person = UserFactory()
    accept_request(
        request_membership(organization, title="Maire", message="", actor=person), actor=world.people["staff"]
    )

    person = User.objects.get(pk=person.pk)
    make_draft(organization, author=person, territories=[world.territories["privas"]])
    assert client_of(person).get("/projets/nouveau/").status_code == 200
    assert Project.objects.get().owner == organization


def test_lists_cost_the_same_with_one_and_three_requests(world, client_of):
    costs = []
    for _ in range(2):
        membership_requests(world)
        costs.append(cost(client_of(world.people["staff"]), "/organisations/demandes/"))
        for name in ("vals", "capca"):
            request_membership(world.organizations[name], title="Maire", message="", actor=world.people["fresh"])
        MembershipRequest.objects.filter(user=world.people["fresh"], organization__name="Privas").delete()
        MembershipRequest.objects.exclude(user=world.people["fresh"]).delete()

    assert costs == [4, 4]
