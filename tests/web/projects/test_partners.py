"""The page of a project's partners: add, correct, remove and restore them; who reads whom to contact."""

from uuid import uuid4

import pytest
from django.urls import reverse

from mec.projects.enums import ProjectRole
from mec.projects.models import Partner
from mec.projects.services import MOST_PARTNERS, edit_partner, remove_partner
from mec.web.projects.partners import TOO_MANY
from tests.factories.projects import add_member, make_partner, make_partner_content
from tests.web.costs import cost

NBSP = "\u00a0"


def url(project, page="partners", *args):
    return reverse(f"projects:{page}", args=[project.reference, *args])


def plain(words):
    return words.replace(NBSP, " ")


def text(response):
    return plain(response.content.decode())


def form(**changes):
    values = {
        "key": str(uuid4()),
        "version": "1",
        "name": "Les Amis du Lac",
        "kind": "association",
        "role": "co_porteur",
        "commitment": "Un local et deux bénévoles.",
        "contact_name": "",
        "contact_email": "",
    }
    return values | changes


@pytest.fixture
def partner(project, people):
    return make_partner(project, author=people["owner"])


class TestPartners:
    def test_members_lead_to_the_partners(self, as_owner, project):
        assert url(project) in text(as_owner.get(url(project, "members")))
        assert "Aucun partenaire pour l’instant" in text(as_owner.get(url(project)))

    def test_everybody_reads_who_they_are_and_some_whom_to_contact(self, client_of, project, people, partner):
        for persona, contact in (("owner", True), ("ddt", True), ("regional", False), ("anct", False)):
            page = text(client_of(people[persona]).get(url(project)))
            for words in ("Parents d’élèves", "Association – contributeur", "Trois après-midi pour planter."):
                assert words in page
            assert ("Inès Vidal" in page, "ines@parents.fr" in page) == (contact, contact)

    @pytest.mark.parametrize(("persona", "queries"), [("owner", 10), ("ddt", 10), ("regional", 11)])
    def test_cost_does_not_grow_with_the_partners(self, client_of, project, people, partner, persona, queries):
        owner, client = people["owner"], client_of(people[persona])
        remove_partner(make_partner(project, author=owner), actor=owner)
        assert cost(client, url(project)) == queries

        for _ in range(2):
            remove_partner(make_partner(project, author=owner), actor=owner)
            make_partner(project, author=owner)
        assert cost(client, url(project)) == queries

    def test_reader_has_no_buttons(self, client_of, project, people, partner):
        client = client_of(add_member(project, people["invited"], ProjectRole.OBSERVER))

        page = text(client.get(url(project)))
        assert "Parents d’élèves" in page
        for words in ("Retirer", "Modifier", "Ajouter"):
            assert words not in page


class TestAdd:
    def test_double_click_adds_one(self, as_owner, project):
        data = form()
        for _ in range(2):
            response = as_owner.post(url(project), data, follow=True)

        assert Partner.objects.count() == 1
        assert "« Les Amis du Lac » est maintenant partenaire du projet. Personne n’en est averti." in text(response)

    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"name": " "}, "Donnez le nom du partenaire"),
            ({"name": "x" * 161}, "Ce texte dépasse 160 caractères"),
            ({"kind": ""}, "Choisissez la nature du partenaire"),
            ({"role": ""}, "Choisissez ce que ce partenaire fait"),
            ({"commitment": ""}, "Dites en une phrase ce que ce partenaire apporte"),
            ({"commitment": "x" * 501}, "Ce texte dépasse 500 caractères"),
            ({"contact_email": "ines"}, "Cette adresse électronique n’est pas complète"),
        ],
    )
    def test_form_to_correct_says_why_and_keeps_the_rest(self, as_owner, project, changes, message):
        response = as_owner.post(url(project), form(contact_name="Inès Vidal", **changes))

        assert response.status_code == 422
        assert message in text(response)
        assert "Inès Vidal" in text(response)
        assert not Partner.objects.exists()

    def test_full_list_says_so_and_loses_nothing(self, as_owner, project, people, partner):
        remove_partner(partner, actor=people["owner"])
        columns = make_partner_content().columns()
        Partner.objects.bulk_create(
            Partner(project=project, key=uuid4(), created_by=people["owner"], **columns) for _ in range(MOST_PARTNERS)
        )

        response = as_owner.post(url(project), form())
        assert response.status_code == 422
        assert plain(TOO_MANY) in text(response)
        assert 'value="Les Amis du Lac"' in text(response)
        restored = as_owner.post(url(project, "restore_partner", partner.pk), follow=True)
        assert plain(TOO_MANY) in text(restored)


class TestEdit:
    def test_form_holds_the_partner_and_saves_it(self, as_owner, as_ddt, project, partner):
        page = text(as_owner.get(url(project, "partner", partner.pk)))
        for words in ("Parents d’élèves", "ines@parents.fr"):
            assert f'value="{words}"' in page

        response = as_owner.post(url(project, "partner", partner.pk), form(), follow=True)
        assert "« Les Amis du Lac » est enregistré." in text(response)
        history = text(as_ddt.get(url(project, "history")))
        assert "« Parents d’élèves » (association, contributeur)" in history
        assert "rôle : Contributeur → Co-porteur" in history
        assert "coordonnées modifiées" in history
        assert "ines@parents.fr" not in history

    def test_conflict_shows_both_and_then_keeps_ones_own(self, as_owner, project, people, partner):
        content = make_partner_content(name="Amicale", contact_name="Léo Marin")
        edit_partner(partner, content=content, expected_version=1, actor=people["owner_admin"])

        response = as_owner.post(url(project, "partner", partner.pk), form())
        assert response.status_code == 409
        for words in ("Amicale", "Léo Marin", 'value="Les Amis du Lac"'):
            assert words in text(response)
        assert Partner.objects.get().name == "Amicale"

        as_owner.post(url(project, "partner", partner.pk), form(version="2"))
        assert Partner.objects.get().name == "Les Amis du Lac"

    def test_partner_removed_meanwhile_may_be_added_anew(self, as_owner, project, people, partner):
        remove_partner(partner, actor=people["owner_admin"])

        response = as_owner.post(url(project, "partner", partner.pk), form())
        assert response.status_code == 409
        assert f"{people['owner_admin']} a retiré ce partenaire" in text(response)
        assert f'<form method="post" action="{url(project)}"' in text(response)


def test_removed_partner_is_restored_from_the_page(as_owner, as_ddt, project, partner):
    response = as_owner.post(url(project, "remove_partner", partner.pk), follow=True)
    assert "« Parents d’élèves » est retiré" in text(response)
    assert "Partenaires retirés" in text(response)
    assert "Parents d’élèves" not in text(as_ddt.get(url(project)))

    response = as_owner.post(url(project, "restore_partner", partner.pk), follow=True)
    assert "« Parents d’élèves » est rétabli." in text(response)
    assert "Parents d’élèves" in text(as_ddt.get(url(project)))
