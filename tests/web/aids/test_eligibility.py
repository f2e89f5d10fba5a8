import re
from datetime import date
from decimal import Decimal
from html import unescape

import pytest
from django.urls import reverse
from django.utils.http import urlencode

from mec.core.journal.queries import entries_of
from mec.offers.enums import OfferStatus
from mec.offers.models import ExpenseRule
from mec.projects.enums import ProjectRole, Verb
from mec.projects.queries import answers_of
from mec.projects.services import archive_project
from mec.questionnaires.models import Answer
from mec.territories.models import Territory
from tests.factories.funding import make_cost_line
from tests.factories.offers import BeneficiaryFactory, OfferFactory, OfferPhaseFactory, RequirementFactory
from tests.factories.projects import add_member, make_draft, make_project
from tests.web.costs import cost

pytestmark = pytest.mark.django_db


def address(offer, **query):
    path = reverse("aids:eligibility", args=[offer.slug])
    return f"{path}?{urlencode(query)}" if query else path


def main_of(response, status=200):
    assert response.status_code == status
    return re.sub(r"[ \n]+", " ", unescape(response.content.decode()).split("<main")[1].split("</main>")[0])


@pytest.fixture
def offer():
    """For communes of 300 000 inhabitants in a group, before the works."""
    offer = OfferFactory(title="Coopérer", before_works=True)
    BeneficiaryFactory(offer=offer, kind="commune", population_min=300_000, of_group=True)
    return offer


class TestWithoutProject:
    def test_page_asks_what_bears_on_the_aid_and_judges_nothing_yet(self, client):
        simple, full = OfferFactory(), OfferFactory(cost_min=1_000)
        BeneficiaryFactory(offer=full, population_max=5_000)
        OfferPhaseFactory(offer=full)
        ExpenseRule.objects.create(offer=full, kind="travaux", included=True)

        forms = {offer: client.get(address(offer)).context["situation"].form for offer in (simple, full)}

        assert list(forms[simple].fields) == ["lieu", "territoire", "porteur"]
        assert list(forms[full].fields) == ["lieu", "territoire", "porteur", "habitants", "etape", "depenses", "cout"]
        assert client.get(address(full)).context["result"] is None

    def test_each_answer_of_the_address_is_judged(self, client, ardeche):
        offer = OfferFactory(national=False, cost_max=200_000)
        offer.territories.add(ardeche.ardeche)
        BeneficiaryFactory(offer=offer, kind="commune")
        OfferPhaseFactory(offer=offer, phase="etude")
        ExpenseRule.objects.create(offer=offer, kind="travaux", included=True)
        said = {"territoire": "commune-07186", "porteur": "commune", "etape": "etude", "depenses": "travaux"}

        def outcome(**changes):
            return client.get(address(offer, **(said | {"cout": "150 000"} | changes))).context["result"].title

        assert outcome() == "Éligible"
        assert outcome(territoire="commune-01041") == "Non éligible"
        assert outcome(porteur="epci") == "Presque éligible"
        assert outcome(porteur="") == "À vérifier"
        assert outcome(etape="idee") == "Presque éligible"
        assert outcome(depenses="etudes") == "À vérifier"
        assert outcome(cout="250 000,50 €") == "Non éligible"

    def test_population_comes_from_the_place_and_who_carries_it(self, client, ardeche, offer):
        page = main_of(client.get(address(offer, territoire="commune-07186", porteur="commune")))

        assert '<h2 id="resultat">Presque éligible</h2>' in page
        assert "300\u202f000\u00a0habitants au moins, groupement compris." in page
        assert "Il manque" in page
        assert "Les travaux ont-ils commencé\u00a0?" in page
        page = main_of(client.get(address(offer, porteur="commune", habitants="300 000")))
        assert '<h2 id="resultat">À vérifier</h2>' in page

    def test_group_starts_with_the_place_that_was_said(self, client, ardeche, offer):
        group = reverse("aids:consortium", args=[offer.slug])

        page = main_of(client.get(address(offer, territoire="commune-07186", porteur="commune")))

        assert f'href="{group}?t=commune-07186">Voir qui pourrait vous rejoindre</a>' in page
        assert f'href="{group}?t=commune-07186">Composer un groupement</a>' in page
        assert f'href="{group}">Composer un groupement</a>' in main_of(client.get(address(offer)))

    def test_population_of_an_intercommunalite_is_that_around_the_place(self, client, ardeche):
        offer = OfferFactory()
        BeneficiaryFactory(offer=offer, kind="epci", population_min=1)
        response = client.get(address(offer, territoire="commune-07186", porteur="epci"))

        assert response.context["situation"].facts.population == ardeche.capca.population
        assert response.context["result"].title == "Éligible"

    def test_group_counts_each_commune_once(self, client, ardeche, offer):
        found = client.get(f"{address(offer, porteur='commune', t='epci-200071413')}&t=commune-07186&t=ville-1")

        assert found.context["situation"].facts.group_population == ardeche.privas.population
        assert 'name="t" value="epci-200071413"' in main_of(found)

    def test_question_is_answered_in_the_address_and_nothing_is_stored(self, client, offer):
        said = {"porteur": "commune", "habitants": "300000"}

        for typed, title in (("oui", "Non éligible"), ("non", "Éligible"), ("", "À vérifier")):
            response = client.get(address(offer, **said, **{"travaux-commences": typed}))
            assert response.context["result"].title == title
        assert not Answer.objects.exists()
        assert response.context["situation"].questions["travaux-commences"].value() == ""

    def test_same_address_gives_the_same_page(self, client, ardeche, offer):
        path = address(offer, lieu="07000", porteur="commune")

        assert main_of(client.get(path)) == main_of(client.get(path))

    def test_typed_place_leads_to_a_choice_that_keeps_the_rest(self, client, ardeche, offer):
        response = client.get(address(offer, lieu="privas", porteur="commune"))

        assert response.context["result"] is None
        assert [candidate.url for candidate in response.context["candidates"]] == [
            "?porteur=commune&territoire=commune-07186",
            "?porteur=commune&territoire=epci-200071413",
        ]
        assert "Aucun lieu ne répond à «\u00a0zzzz\u00a0»" in main_of(client.get(address(offer, lieu="zzzz")))

    def test_chosen_place_stays_until_another_is_typed(self, client, ardeche, offer):
        kept = client.get(address(offer, territoire="commune-07186", lieu="Privas"))
        changed = client.get(address(offer, territoire="commune-07186", lieu="bettant"))
        emptied = client.get(address(offer, territoire="commune-07186", lieu=""))

        assert kept.context["situation"].place.territory == ardeche.privas
        assert changed.context["situation"].place.territory == ardeche.bettant
        assert emptied.context["situation"].place.territory is None

    @pytest.mark.parametrize(
        ("query", "message"),
        [
            ({"cout": "cher"}, "n’est pas un montant en euros"),
            ({"habitants": "beaucoup"}, "Écrivez un nombre d’habitants en chiffres"),
            ({"porteur": "roi"}, "roi"),
            ({"travaux-commences": "peut-être"}, "Choisissez une des réponses proposées."),
        ],
    )
    def test_what_cannot_be_read_says_so_and_loses_nothing(self, client, offer, query, message):
        offer.cost_min = 10
        offer.save()
        response = client.get(address(offer, lieu="", **query))

        assert message in main_of(response, 422)
        assert response.context["result"] is None

    def test_closed_aid_says_so_first_then_what_the_verdict_would_be(self, client, ardeche, offer):
        offer.closes_on = date(2026, 4, 30)
        offer.before_works = False
        offer.save()

        assert "Cette aide est close" in main_of(client.get(address(offer)))
        page = main_of(client.get(address(offer, porteur="commune", habitants="8350")))
        assert page.index("Elle est close depuis le 30\u00a0avril 2026.") < page.index("Si elle rouvrait")
        title = "Si elle rouvrait\u00a0: presque éligible, il manque 291\u202f650\u00a0habitants"
        assert f"{title}</h2>" in page
        assert "calendrier" not in {
            found.code for found in client.get(address(offer, porteur="commune")).context["result"].eligibility.criteria
        }

    def test_aid_that_its_source_gives_no_more_is_closed_too(self, client):
        offer = OfferFactory(status=OfferStatus.ENDED)
        BeneficiaryFactory(offer=offer)
        page = main_of(client.get(address(offer, porteur="commune")))

        assert "Sa source ne la donne plus." in page
        assert "Si elle rouvrait\u00a0: éligible" in page

    def test_cost_typed_gives_an_estimate_as_if_the_aid_paid_all_of_it(self, client):
        offer = OfferFactory(rate_max=75)

        assert 'name="cout"' in main_of(client.get(address(offer)))
        page = main_of(client.get(address(offer, cout="100 000")))
        assert "soit 75\u00a0% de 100\u202f000\u00a0€ si toutes les dépenses sont retenues" in page
        assert "Ce qu’elle donnerait" not in main_of(client.get(address(offer, porteur="commune")))

    @pytest.mark.parametrize("count", [1, 3])
    def test_page_costs_the_same_whatever_the_aid(self, client, ardeche, count):
        offer = OfferFactory(national=False)
        for rank, kind in enumerate(("commune", "epci", "region")[:count]):
            BeneficiaryFactory(offer=offer, kind=kind, population_min=10)
            RequirementFactory(offer=offer, position=rank)
            offer.territories.add(Territory.objects.order_by("pk")[rank])

        assert cost(client, address(offer, territoire="commune-07186", porteur="epci", t="commune-07331")) == 21


class TestOfAProject:
    def path(self, offer, project):
        return address(offer, projet=project.reference)

    def test_result_is_that_of_the_sheet(self, as_owner, project, offer):
        Territory.objects.filter(code="07186").update(population=8_350)
        page = main_of(as_owner.get(self.path(offer, project)))

        assert '<h2 id="resultat">Presque éligible</h2>' in page
        assert "Vous en avez 8\u202f350." in page
        assert project.name in page

    def test_estimate_counts_the_lines_of_the_project_that_the_aid_pays(self, as_owner, project, people):
        offer = OfferFactory(rate_max=75)
        ExpenseRule.objects.create(offer=offer, kind="prestations", included=True)
        for kind in ("prestations", "materiel"):
            make_cost_line(project, author=people["owner"], kind=kind, amount_ht=Decimal(100_000))

        page = main_of(as_owner.get(self.path(offer, project)))
        assert page.count("Estimation\u00a0: au plus 75\u202f000\u00a0€, soit 75\u00a0% de 100\u202f000\u00a0€.") == 2
        assert reverse("projects:funding", args=[project.reference]) in page

    def test_answer_stays_on_the_project_for_every_aid_and_can_be_changed(self, as_owner, project, offer, people):
        other = OfferFactory(before_works=True)
        BeneficiaryFactory(offer=other)

        assert as_owner.get(self.path(other, project)).context["result"].title == "À vérifier"
        for typed, title in (("oui", "Non éligible"), ("non", "Éligible"), ("", "À vérifier")):
            response = as_owner.post(self.path(offer, project), {"travaux-commences": typed})
            assert response.status_code == 302
            assert response.headers["Location"] == self.path(offer, project)
            assert as_owner.get(self.path(other, project)).context["result"].title == title
        assert [(row.version, row.value, row.author) for row in Answer.objects.order_by("version")] == [
            (1, True, people["owner"]),
            (2, False, people["owner"]),
            (3, None, people["owner"]),
        ]

    def test_page_says_who_answered_and_history_says_what(self, as_owner, project, offer):
        as_owner.post(self.path(offer, project), {"travaux-commences": "non"})

        assert "Réponse de Owner Matrice, le" in main_of(as_owner.get(self.path(offer, project)))
        history = main_of(as_owner.get(reverse("projects:history", args=[project.reference])))
        assert "a répondu aux questions d’une aide" in history
        assert "Les travaux ont-ils commencé\u00a0? non" in history
        as_owner.post(self.path(offer, project), {"travaux-commences": "oui"})
        history = main_of(as_owner.get(reverse("projects:history", args=[project.reference])))
        assert "Les travaux ont-ils commencé\u00a0? non → oui" in history

    def test_same_answers_twice_write_nothing_more(self, as_owner, project, offer):
        for _ in range(2):
            as_owner.post(self.path(offer, project), {"travaux-commences": "oui", "autre": "oui"})

        assert Answer.objects.count() == 1
        assert entries_of(project).filter(verb=Verb.QUESTIONS_ANSWERED).count() == 1

    def test_what_is_not_sent_stays_answered(self, as_owner, project, offer):
        as_owner.post(self.path(offer, project), {"travaux-commences": "oui"})
        as_owner.post(self.path(offer, project), {})
        project.refresh_from_db()

        assert {key: row.value for key, row in answers_of(project).items()} == {"travaux-commences": True}

    def test_wrong_answer_is_refused_with_the_page(self, as_owner, project, offer):
        response = as_owner.post(self.path(offer, project), {"travaux-commences": "peut-être"})

        assert "Choisissez une des réponses proposées." in main_of(response, 422)
        assert not Answer.objects.exists()

    def test_only_those_who_edit_the_sheet_answer(self, client, client_of, project, people, offer):
        observer = client_of(add_member(project, people["invited"], ProjectRole.OBSERVER))
        for reader in (observer, client_of(people["ddt"])):
            assert "Enregistrer mes réponses" not in main_of(reader.get(self.path(offer, project)))
            assert reader.post(self.path(offer, project), {"travaux-commences": "oui"}).status_code == 403
        for stranger in (client, client_of(people["neighbour"]), client_of(people["staff"])):
            assert stranger.get(self.path(offer, project)).status_code == 404
            assert stranger.post(self.path(offer, project), {"travaux-commences": "oui"}).status_code == 404
        archive_project(project, reason="Doublon", actor=people["owner"])
        owner = client_of(people["owner"])
        assert owner.get(self.path(offer, project)).status_code == 200
        assert owner.post(self.path(offer, project), {"travaux-commences": "oui"}).status_code == 403
        assert not Answer.objects.exists()

    def test_page_without_project_proposes_ones_own(self, client, as_owner, world, people, project, offer):
        draft = make_draft(world.organizations["privas"], author=people["owner"], name="Lavoir")
        make_project(world.organizations["bettant"], author=people["foreign_owner"], name="Halle")

        page = main_of(as_owner.get(address(offer)))

        for mine in (project, draft):
            assert f'<a href="?projet={mine.reference}">{mine}</a>' in page
            assert as_owner.get(self.path(offer, mine)).status_code == 200
        assert "Halle" not in page
        assert "Tester pour un de mes projets" not in main_of(client.get(address(offer)))

    @pytest.mark.parametrize("count", [1, 3])
    def test_page_costs_the_same_whatever_the_answers(self, as_owner, project, count):
        offer = OfferFactory()
        BeneficiaryFactory(offer=offer)
        for position in range(1, count + 1):
            RequirementFactory(offer=offer, position=position)
        data = {f"{offer.code}:condition-{position}": "oui" for position in range(1, count + 1)}
        as_owner.post(self.path(offer, project), data)

        assert Answer.objects.count() == count
        assert cost(as_owner, self.path(offer, project)) == 28


def test_page_of_the_aid_leads_to_the_test(client):
    offer = OfferFactory()

    page = main_of(client.get(reverse("aids:detail", args=[offer.slug])))
    assert f'<a class="fr-btn" href="{address(offer)}">Tester mon éligibilité</a>' in page
    assert "Composer un groupement" not in page
