"""A project before the criteria by which an aid compares demands: who says it, when, and two people at once."""

from html import unescape

import pytest
from django.urls import reverse

from mec.offers.models import AwardCriterion
from mec.projects.enums import PartnerRole, ProjectRole
from mec.projects.queries import answers_of
from mec.projects.services import archive_project
from tests.factories.offers import OfferFactory
from tests.factories.projects import add_member, make_partner
from tests.web.costs import cost

FIRST = "appel:critere:place-des-partenaires"
SECOND = "appel:critere:nombre-de-collectivites-servies"
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def offer():
    offer = OfferFactory(code="appel", title="Coopérer")
    for position, title in enumerate(("Place des partenaires", "Nombre de collectivités servies"), start=1):
        AwardCriterion.objects.create(offer=offer, position=position, title=title, text="Ce qui est regardé.")
    return offer


@pytest.fixture
def path(project, offer):
    return reverse("projects:awards", args=[project.reference, offer.slug])


def text(response, status=200):
    assert response.status_code == status
    return unescape(response.content.decode())


def seen(response):
    return response.context["seen"]


def said(project):
    project.refresh_from_db()
    return {key: row.value for key, row in answers_of(project).items()}


class TestAnswers:
    def test_each_criterion_is_judged_and_kept_on_the_project_with_its_author(self, as_owner, as_ddt, project, path):
        page = as_owner.get(path)
        assert "Personne n’a encore dit" in text(page)

        data = {"vu": seen(page), FIRST: "bien", f"{FIRST}:note": f"Trois associations {HOSTILE}", SECOND: "en_partie"}
        assert as_owner.post(path, data).status_code == 302

        assert said(project) == {FIRST: "bien", f"{FIRST}:note": f"Trois associations {HOSTILE}", SECOND: "en_partie"}
        for client in (as_owner, as_ddt):
            page = client.get(path)
            assert "Sur 2 critères, le projet répond bien à 1 et en partie à 1." in text(page)
            assert "Owner Matrice" in text(page)
            assert HOSTILE not in page.content.decode()
        assert 'name="vu"' not in text(as_ddt.get(path))

    def test_history_says_it_in_words(self, as_owner, project, path):
        as_owner.post(path, {"vu": "0", FIRST: "pas_encore"})

        history = text(as_owner.get(reverse("projects:history", args=[project.reference])))
        assert "comment votre projet y répond-il\u00a0? Ne répond pas encore" in history

    def test_answer_is_taken_back(self, as_owner, project, path):
        as_owner.post(path, {"vu": "0", FIRST: "bien"})
        as_owner.post(path, {"vu": seen(as_owner.get(path)), FIRST: ""})

        assert said(project) == {}

    @pytest.mark.parametrize(
        ("typed", "words"),
        [({FIRST: "excellent"}, "Choisissez une des réponses proposées."), ({f"{FIRST}:note": "x" * 1001}, "1000")],
    )
    def test_bad_answer_is_told_and_the_rest_is_kept(self, as_owner, project, path, typed, words):
        page = text(as_owner.post(path, {"vu": "0", f"{SECOND}:note": "Neuf communes"} | typed), 422)

        assert words in page
        assert "Neuf communes" in page
        assert said(project) == {}


class TestTogether:
    def test_two_people_on_two_criteria_keep_both(self, client_of, people, project, path):
        owner, admin = client_of(people["owner"]), client_of(people["owner_admin"])
        empty = {"vu": seen(owner.get(path)), FIRST: "", SECOND: ""}

        assert admin.post(path, empty | {FIRST: "bien"}).status_code == 302
        assert owner.post(path, empty | {SECOND: "en_partie"}).status_code == 302

        assert said(project) == {FIRST: "bien", SECOND: "en_partie"}

    def test_two_people_on_one_criterion_are_told_then_keep_their_own_only_where_they_touched(
        self, client_of, people, project, path
    ):
        owner, admin = client_of(people["owner"]), client_of(people["owner_admin"])
        empty = {"vu": seen(owner.get(path)), FIRST: "", SECOND: ""}
        admin.post(path, empty | {FIRST: "bien", SECOND: "en_partie"})

        conflict = owner.post(path, empty | {FIRST: "pas_encore"})
        assert "Quelqu’un a répondu en même temps que vous" in text(conflict, 409)
        assert said(project) == {FIRST: "bien", SECOND: "en_partie"}

        shown = {field.name: field.value() for field in conflict.context["form"]}
        assert (shown[FIRST], shown[SECOND]) == ("pas_encore", "en_partie")
        again = {FIRST: shown[FIRST], SECOND: shown[SECOND], "vu": seen(conflict)}
        assert owner.post(path, again).status_code == 302
        assert said(project) == {FIRST: "pas_encore", SECOND: "en_partie"}


class TestPage:
    def test_partners_and_group_stand_beside_the_criterion_that_asks_for_them(self, as_owner, project, people, path):
        before = text(as_owner.get(path))
        assert "Le projet n’a pas de partenaire." in before
        make_partner(project, author=people["owner"], name="Les Amis du lavoir", role=PartnerRole.CO_BEARER)

        page = text(as_owner.get(path))
        partners, carriers = page.index("Les Amis du lavoir (co-porteur)"), page.index("Collectivités du projet")
        assert page.index(">Place des partenaires<") < partners < page.index(">Nombre de collectivités servies<")
        assert page.index(">Nombre de collectivités servies<") < carriers

    def test_readers_read_and_only_those_who_edit_answer(self, client_of, people, project, path):
        observer = client_of(add_member(project, people["invited"], ProjectRole.OBSERVER))
        for reader in (observer, client_of(people["ddt"])):
            assert "Enregistrer" not in text(reader.get(path)).split("<main")[1].split("</main>")[0]
            assert reader.post(path, {"vu": "0", FIRST: "bien"}).status_code == 403
        archive_project(project, reason="Doublon", actor=people["owner"])
        assert client_of(people["owner"]).post(path, {"vu": "0", FIRST: "bien"}).status_code == 403
        assert said(project) == {}

    def test_aid_that_compares_nothing_has_no_such_page(self, as_owner, project):
        plain = OfferFactory()

        assert as_owner.get(reverse("projects:awards", args=[project.reference, plain.slug])).status_code == 404
        proposal = reverse("projects:offer", args=[project.reference, plain.slug])
        assert "critères de sélection" not in text(as_owner.get(proposal))

    def test_aid_leads_to_its_criteria(self, as_owner, project, offer, path):
        assert path in text(as_owner.get(reverse("projects:offer", args=[project.reference, offer.slug])))
        tested = reverse("aids:eligibility", args=[offer.slug])
        assert path in text(as_owner.get(f"{tested}?projet={project.reference}"))

    @pytest.mark.parametrize("count", [1, 3])
    def test_page_costs_the_same_whatever_the_criteria(self, as_owner, project, people, count):
        offer = OfferFactory(code="autre")
        for position in range(1, count + 1):
            AwardCriterion.objects.create(offer=offer, position=position, title=f"Partenaire {position}")
            make_partner(project, author=people["owner"], name=f"Association {position}")
        path = reverse("projects:awards", args=[project.reference, offer.slug])
        as_owner.post(path, {"vu": "0"} | {f"autre:critere:partenaire-{rank}": "bien" for rank in range(1, count + 1)})

        assert cost(as_owner, path) == 12
