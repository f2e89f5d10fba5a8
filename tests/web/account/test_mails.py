"""When mails come, and the link that stops them."""

import pytest

from mec.notifications.enums import MailRhythm
from mec.notifications.links import stop_address
from mec.notifications.queries import rhythms_of
from mec.projects.enums import EventClass
from mec.projects.models import Subscription
from tests.factories.projects import make_project

PAGE = "/compte/courriels/"


@pytest.fixture
def link(project, people):
    return "/courriels/" + stop_address(people["ddt"], project, EventClass.EXCHANGES).split("/courriels/")[1]


def stopped(user):
    return list(Subscription.objects.filter(user=user, follows=False).values_list("event_class", flat=True))


@pytest.mark.parametrize("rhythm", list(MailRhythm))
def test_choice_is_kept(as_owner, people, rhythm):
    response = as_owner.post(PAGE, {"rhythm": rhythm.value}, follow=True)

    assert rhythms_of([people["owner"]])[people["owner"].pk] == rhythm
    assert f'value="{rhythm.value}" ' in response.content.decode().split("checked")[0]


@pytest.mark.parametrize("rhythm", ["", "toutes_les_heures"])
def test_choice_that_does_not_exist_is_refused(as_owner, rhythm):
    assert as_owner.post(PAGE, {"rhythm": rhythm}).status_code == 422


def test_link_asks_before_it_stops(client, people, link):
    page = client.get(link).content.decode()

    assert "Vous ne recevrez plus les nouvelles (échanges) de «\u00a0École\u00a0»." in page
    assert stopped(people["ddt"]) == []
    assert "C’est fait" in client.post(link).content.decode()
    assert stopped(people["ddt"]) == ["echanges"]


def test_mailbox_stops_by_itself_without_cookie_nor_token(people, link, client):
    response = client.post(link, {"List-Unsubscribe": "One-Click"})

    assert response.status_code == 200
    assert stopped(people["ddt"]) == ["echanges"]


def test_link_works_for_its_person_whoever_is_signed_in(as_owner, people, link):
    as_owner.post(link)

    assert (stopped(people["ddt"]), stopped(people["owner"])) == (["echanges"], [])


def test_link_names_nothing_that_its_person_may_not_see_any_more(client, people, project, link):
    people["ddt"].memberships.update(active=False)
    project.name = "Projet renommé depuis"
    project.save(update_fields=["name"])

    page = client.get(link).content.decode()
    assert "Projet renommé depuis" not in page
    assert "de ce projet" in page


def test_link_of_the_digest_stops_every_mail(client, people):
    link = "/courriels/" + stop_address(people["owner"]).split("/courriels/")[1]
    assert "des nouvelles de vos projets" in client.get(link).content.decode()
    client.post(link)

    assert rhythms_of([people["owner"]])[people["owner"].pk] == MailRhythm.NEVER


def test_changed_link_does_not_exist(client, people, project, link, world):
    make_project(world.organizations["privas"], author=people["owner"])

    for wrong in (link[:-4] + "AAA/", "/courriels/arreter/inconnu/"):
        assert client.post(wrong).status_code == 404
    assert stopped(people["ddt"]) == []
