"""« Qui voit ceci ? »: said before writing and after, and never of more people than there are."""

from uuid import uuid4

import pytest
from django.urls import reverse

from mec.projects.enums import EntryAudience, ProjectRole
from mec.projects.models import Project
from mec.projects.services import archive_project, post_message
from mec.web.projects.audience import who_sees
from tests.factories.projects import add_member, make_draft
from tests.web.costs import cost

PEOPLE = 100


def url(project, page):
    return reverse(f"projects:{page}", args=[project.reference])


def said(project, audience=EntryAudience.MEMBERS):
    return who_sees(Project.objects.get(pk=project.pk), audience)


def plain(text):
    return text.replace("\u00a0", " ")


def test_sent_project_says_owner_guests_and_state(project, people):
    add_member(project, people["invited"], ProjectRole.ADVISER)
    found = said(project)

    assert plain(found.sentence).startswith("Visible par : Privas (2 personnes) ; 1 personne invitée ; ")
    assert plain(found.sentence).endswith(" ; 2 autres services de l’État qui couvrent ce territoire.")
    assert found.mention == "Visible par\u00a0: Privas, les personnes invitées et l’État local"
    assert {group.title: group.names for group in found.groups} == {
        "Privas, porteur du projet": "Owner Matrice, Owner_admin Matrice",
        "Personnes invitées": "Invited Matrice, conseiller",
        "Ddt": "Ddt Matrice",
        "Prefecture": "Prefecture Matrice",
        "Regional": "Regional Matrice",
        "Anct": "Anct Matrice",
    }


def test_draft_says_that_the_state_does_not_read_it(world):
    found = said(make_draft(world.organizations["privas"], author=world.people["owner"]))

    assert plain(found.sentence) == "Visible par : Privas (2 personnes). L’État local ne voit pas ce brouillon."
    assert found.mention == "Visible par\u00a0: Privas"


def test_state_zone_says_that_the_others_do_not_read_it(project):
    found = said(project, EntryAudience.STATE)

    assert plain(found.sentence) == "Visible par les services de l’État seulement (4 services)."
    assert "Privas" not in " ".join(group.title for group in found.groups)


def test_archived_project_is_read_by_the_same_people(project, people):
    before = said(project)
    archive_project(project, reason="Fini", actor=people["owner"])

    assert said(project) == before


def test_sentence_stands_before_the_form_and_mention_after_each_message(as_owner, as_ddt, project, people):
    post_message(project, body="Bonjour", key=uuid4(), actor=people["owner"])
    page = as_owner.get(url(project, "exchanges")).content.decode()

    assert (
        page.index("Visible par\u00a0: Privas et l’État local")
        < page.rindex("Visible par\u00a0:")
        < page.index("<textarea")
    )
    assert "Qui voit ceci" in page
    assert "Visible par les services de l’État seulement" in as_ddt.get(url(project, "state_zone")).content.decode()


class TestLongThreads:
    @pytest.fixture
    def thread(self, project, people):
        for number in range(1, 66):
            post_message(project, body=f"Message n°{number}.", key=uuid4(), actor=people["owner"])

    @staticmethod
    def numbers(response):
        page = response.content.decode()
        return [number for number in range(1, 66) if f"Message n°{number}." in page]

    def test_last_messages_come_first_and_the_others_one_link_away(self, as_owner, project, thread):
        seen, path = [], url(project, "exchanges")
        for expected in (range(36, 66), range(6, 36), range(1, 6)):
            response = as_owner.get(path)
            assert self.numbers(response) == list(expected)
            older = response.context["thread"].older
            path = f"{url(project, 'exchanges')}?apres={older}"
            seen.append(bool(older))
        assert seen == [True, True, False]
        assert "Derniers messages" in response.content.decode()

    def test_long_thread_costs_what_a_short_one_does(self, as_owner, project, thread):
        assert cost(as_owner, url(project, "exchanges")) == 10

    def test_damaged_cursor_shows_the_last_messages(self, as_owner, project, thread):
        response = as_owner.get(url(project, "exchanges") + "?apres=n%27importe")
        assert self.numbers(response) == list(range(36, 66))


def test_address_in_a_message_is_a_link_and_markup_is_text(as_owner, project):
    body = "Voir https://exemple.fr/a?b=1&c=2 <img src=x onerror=alert(1)> javascript:alert(1)"
    as_owner.post(url(project, "exchanges"), {"key": str(uuid4()), "body": body})
    page = as_owner.get(url(project, "exchanges")).content.decode()

    assert '<a href="https://exemple.fr/a?b=1&amp;c=2" rel="noopener nofollow ugc">' in page
    assert "<img src=x" not in page
