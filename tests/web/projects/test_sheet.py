"""The tabs of the sheet: what each person reads, in a constant number of queries."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from mec.conversations.models import Message
from mec.core.jobs.runner import drain
from mec.projects.enums import ProjectRole
from mec.projects.models import Invitation
from mec.projects.services import invite, post_message, post_state_message, take_charge
from tests.factories.projects import add_member, make_draft, make_project
from tests.web.costs import cost

SECRET = "Entre services seulement"


def url(project, page="detail"):
    return reverse(f"projects:{page}", args=[project.reference])


def test_sheet_of_a_sent_project_says_who_reads_it(as_owner, project):
    page = as_owner.get(url(project)).content.decode()

    assert "Prochaine étape" in page
    assert "Votre projet est transmis à " in page
    assert "Voir les aides possibles en attendant" in page
    assert "Zone de l’État" not in page


def test_sheet_names_who_took_it_in_charge(as_owner, project, people):
    take_charge(project, actor=people["ddt"])

    assert "Pris en charge par <strong>Ddt Matrice (Ddt)</strong>" in as_owner.get(url(project)).content.decode()


def test_message_is_posted_once_by_a_double_click(as_owner, project):
    form = {"key": str(uuid4()), "body": "Bonjour"}
    for _ in range(2):
        response = as_owner.post(url(project, "exchanges"), form, follow=True)

    assert Message.objects.count() == 1
    assert "Bonjour" in response.content.decode()


@pytest.mark.parametrize(
    ("body", "message"),
    [("", "Écrivez votre message"), ("   ", "Écrivez votre message"), ("x" * 10_001, "10 000 caractères")],
)
def test_message_that_cannot_be_sent_says_why_and_stays(as_owner, project, body, message):
    response = as_owner.post(url(project, "exchanges"), {"key": str(uuid4()), "body": body})

    assert response.status_code == 422
    assert message in response.content.decode()
    assert not Message.objects.exists()


def test_observer_reads_without_a_form(client_of, project, people):
    client = client_of(add_member(project, people["invited"], ProjectRole.OBSERVER))

    page = client.get(url(project, "exchanges")).content.decode()
    assert "lecture seule" in page
    assert "<textarea" not in page


def test_what_the_state_writes_in_its_zone_is_on_no_page_of_the_others(client_of, project, people):
    add_member(project, people["invited"], ProjectRole.ADVISER)
    post_state_message(project, body=SECRET, key=uuid4(), actor=people["prefecture"])
    drain()

    for reader in ("owner", "invited"):
        client = client_of(people[reader])
        for page in ("detail", "exchanges", "recommendations", "members", "history"):
            text = client.get(url(project, page)).content.decode()
            assert SECRET not in text
            assert "zone-etat" not in text
            assert "zone de l’État" not in text
        assert SECRET not in client.get("/notifications/").content.decode()
    assert SECRET in client_of(people["ddt"]).get(url(project, "state_zone")).content.decode()


def test_invitation_form_says_what_is_wrong(as_owner, project):
    response = as_owner.post(url(project, "members"), {"email": "pas-une-adresse", "role": "conseiller"})
    page = response.content.decode()

    assert response.status_code == 422
    assert "Cette adresse électronique n’est pas complète" in page
    assert "pas-une-adresse" in page


def test_invitation_of_a_member_says_so(client_of, project, people):
    client = client_of(people["owner_admin"])
    response = client.post(url(project, "members"), {"email": "owner@matrice.fr", "role": "conseiller"})

    assert "est déjà membre de ce projet" in response.content.decode()
    assert not Invitation.objects.exists()


def test_missing_right_is_told_in_words(as_ddt, project):
    response = as_ddt.get(url(project, "edit"))

    assert response.status_code == 403
    assert "modifier ce projet" in response.content.decode()


def _messages(project, people, count):
    for _ in range(count):
        post_message(project, body="Bonjour", key=uuid4(), actor=people["owner"])


def _invitations(project, people, count):
    for number in range(count):
        invite(project, email=f"{number}@exemple.fr", role=ProjectRole.ADVISER, message="", actor=people["owner"])


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("page", "fill", "queries"),
    [("exchanges", _messages, 10), ("members", _invitations, 8), ("history", _messages, 7)],
)
def test_lists_of_the_sheet_cost_the_same_whatever_their_length(as_owner, project, people, page, fill, queries, count):
    fill(project, people, count)
    assert cost(as_owner, url(project, page)) == queries


@pytest.mark.parametrize("count", [1, 3])
def test_my_projects_cost_the_same_whatever_their_number(as_owner, world, people, count):
    for _ in range(count):
        make_project(world.organizations["privas"], author=people["owner"])
        make_draft(world.organizations["privas"], author=people["owner"])
    assert cost(as_owner, "/projets/") == 6


@pytest.mark.parametrize("count", [1, 3])
def test_notifications_cost_the_same_whatever_their_number(as_ddt, project, people, count):
    _messages(project, people, count)
    drain()
    assert cost(as_ddt, "/notifications/") == 4


def test_notification_opens_its_page_and_is_read(as_ddt, project, people):
    drain()
    notification = people["ddt"].notifications.get()

    response = as_ddt.post(f"/notifications/{notification.pk}/")

    assert response.url == url(project)
    assert people["ddt"].notifications.get().read_at


def test_what_came_since_the_page_was_shown_is_not_marked_as_read(as_ddt, project, people):
    drain()
    seen = re.search(r'name="vu" value="(\d+)"', as_ddt.get("/notifications/").content.decode())[1]
    _messages(project, people, 1)
    drain()
    for value in ("", "²", seen):
        as_ddt.post("/notifications/", {"vu": value})

    read = people["ddt"].notifications.order_by("pk").values_list("read_at", flat=True)
    assert [moment is not None for moment in read] == [True, False]


class TestInvitationPage:
    @pytest.fixture
    def link(self, project, people):
        invite(project, email="expert@matrice.fr", role=ProjectRole.ADVISER, message="Venez", actor=people["owner"])
        drain()
        from mec.core.mail.models import Mail

        text = Mail.objects.get(to="expert@matrice.fr").text
        return "/invitations/" + text.split("/invitations/")[1].split()[0]

    def test_page_says_who_invites_to_what(self, client, link):
        page = client.get(link).content.decode()
        assert "Owner Matrice vous invite" in page
        assert "Venez" in page

    def test_anonymous_visitor_receives_a_code_at_the_invited_address(self, client, link):
        response = client.post(link)
        assert response.url == reverse("account:code")

    def test_invited_person_joins_and_reads_this_project_alone(self, client_of, people, link, project, world):
        make_project(world.organizations["privas"], author=people["owner"], name="Autre")
        client = client_of(people["expert"])

        response = client.post(link, follow=True)

        assert response.request["PATH_INFO"] == url(project)
        listed = client.get("/projets/").content.decode()
        assert "École" in listed
        assert "Autre" not in listed

    def test_link_used_once_leads_its_person_back_and_is_closed_to_others(
        self, client, client_of, people, link, project
    ):
        client_of(people["expert"]).post(link)

        assert client_of(people["expert"]).post(link).url == url(project)
        response = client.get(link)
        assert response.status_code == 410
        assert "déjà été acceptée" in response.content.decode()

    def test_link_of_another_address_is_refused(self, client_of, people, link):
        response = client_of(people["invited"]).post(link)
        assert response.status_code == 403
        assert "destinée à une autre adresse" in response.content.decode()
