"""A person proposes an aid that the catalogue lacks, and follows what becomes of it."""

from html import unescape
from uuid import uuid4

import pytest
from django.urls import reverse

from mec.offers.entries import stored_entry
from mec.offers.models import Contribution, Offer, Report
from mec.offers.queries import with_details
from mec.offers.services import flag_offers, mark_duplicate, publish_contribution, refuse_contribution
from tests.factories.accounts import UserFactory
from tests.factories.offers import OfferFactory, make_contribution
from tests.factories.organizations import MembershipFactory
from tests.factories.taxonomy import TopicFactory
from tests.web.costs import cost

pytestmark = pytest.mark.django_db
PAGE, OWN = "/aides/proposer/", "/aides/mes-propositions/"


@pytest.fixture
def author():
    return MembershipFactory().user


@pytest.fixture
def client(author, client_of):
    return client_of(author)


def typed(**values):
    return {
        "key": str(uuid4()),
        "kind": "aide",
        "need": "financement",
        "title": "Restaurer un lavoir",
        "summary": "Une aide aux communes.",
        "backer": "Fonds du patrimoine",
        "reach": "france",
        "audiences": ["commune", "association"],
        "source_name": "Règlement",
    } | values


def main_of(response):
    return unescape(response.content.decode()).split("<main")[1].split("</main>")[0]


def errors_of(response):
    assert response.status_code == 422
    return set(response.context["form"].errors)


class TestPropose:
    def test_what_is_written_waits_for_the_team(self, client, author):
        topic = TopicFactory()
        sent = typed(
            url="patrimoine.fr/lavoirs",
            rate_min="12,5",
            rate_max="80 %",
            amount_max="1 000",
            population_max="2000",
            topics=[topic.pk],
            phases=["etude"],
            shapes=["subvention"],
            opens_on="2027-01-01",
            closes_on="31/12/2027",
            message="Vue en mairie",
        )

        response = client.post(PAGE, sent)

        assert (response.status_code, response.url) == (302, OWN)
        entry = stored_entry(with_details(Offer.objects.all()).get())
        assert entry.url == "https://patrimoine.fr/lavoirs"
        assert [str(value) for value in (entry.rate_min, entry.rate_max, entry.amount_max)] == [
            "12.50",
            "80.00",
            "1000.00",
        ]
        assert [(row.kind, row.population_max) for row in entry.beneficiaries] == [
            ("association", None),
            ("commune", 2000),
        ]
        assert (entry.national, entry.topics, entry.phases) == (True, (topic.code,), ("etude",))
        assert Contribution.objects.get().author == author
        assert "Restaurer un lavoir" in main_of(client.get(OWN))

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"title": ""}, "title"),
            ({"audiences": []}, "audiences"),
            ({"kind": "service"}, "kind"),
            ({"rate_min": "50", "rate_max": "20"}, "rate_max"),
            ({"rate_max": "120"}, "rate_max"),
            ({"rate_max": "NaN"}, "rate_max"),
            ({"opens_on": "2027-02-01", "closes_on": "2027-01-01"}, "closes_on"),
            ({"population_min": "10", "population_max": "1"}, "population_max"),
            ({"url": "javascript:alert(1)"}, "url"),
            ({"url": "ftp://a.fr/"}, "url"),
            ({"reach": "lieux"}, "territories"),
            ({"reach": "lieux", "territory_search": "zzzz"}, "territory_search"),
        ],
    )
    def test_error_is_tied_to_its_field_and_loses_nothing(self, client, wrong, field):
        response = client.post(PAGE, typed(message="Vue en mairie", shapes=["pret"]) | wrong)

        assert errors_of(response) == {field}
        page = main_of(response)
        assert "Vue en mairie" in page
        assert response.context["form"]["shapes"].value() == ["pret"]
        assert not Offer.objects.exists()

    def test_at_most_five_topics(self, client):
        topics = [TopicFactory().pk for _ in range(6)]

        assert errors_of(client.post(PAGE, typed(topics=topics))) == {"topics"}

    def test_place_is_searched_without_losing_the_rest(self, client, ardeche):
        sent = typed(reach="lieux", territory_search="07000", action="chercher", phases=["etude", "idee"])
        response = client.post(PAGE, sent)

        assert response.status_code == 200
        form = response.context["form"]
        assert form["phases"].value() == ["etude", "idee"]
        places = [box.data["value"].value for box in form["territories"]]
        assert places
        assert (
            client.post(PAGE, sent | {"action": "", "territory_search": "", "territories": places}).status_code == 302
        )
        assert Offer.objects.get().territories.count() == len(places)

    def test_similar_offers_are_shown_before_it_is_sent(self, client):
        known = OfferFactory(title="Autre titre", url="https://patrimoine.fr/lavoirs")
        sent = typed(url="http://www.patrimoine.fr/lavoirs/")

        response = client.post(PAGE, sent)

        assert errors_of(response) == {"different"}
        address = reverse("aids:detail", args=[known.slug])
        assert f'href="{address}">C’est déjà celle-ci\u00a0: Autre titre' in main_of(response)
        assert client.post(PAGE, sent | {"different": "on"}).status_code == 302

    def test_backers_are_suggested(self, client):
        OfferFactory(backer__name="Cerema")

        assert '<option value="Cerema">' in main_of(client.get(PAGE))

    @pytest.mark.parametrize("count", [1, 3])
    def test_page_costs_the_same_whatever_the_catalogue(self, client, count):
        OfferFactory.create_batch(count)

        assert cost(client, PAGE) == 6


class TestOwn:
    def test_each_state_says_what_comes_of_it(self, client, author):
        team, known = UserFactory(staff=True), OfferFactory(title="Connue")
        published, refused, same, _ = (
            make_contribution(author=author, plain={"title": title}) for title in ("Un", "Deux", "Trois", "Quatre")
        )
        publish_contribution(published, actor=team)
        refuse_contribution(refused, reason="Réservée aux entreprises.", actor=team)
        mark_duplicate(same, of=known, actor=team)
        make_contribution(author=team, plain={"title": "D’un autre"})

        page = main_of(client.get(OWN))

        assert f'href="{reverse("aids:detail", args=[published.offer.slug])}"' in page
        assert "Motif\u00a0: Réservée aux entreprises." in page
        assert f'href="{reverse("aids:detail", args=[known.slug])}">Connue' in page
        assert "<strong>À relire</strong>" in page
        assert "D’un autre" not in page

    def test_empty_list_leads_to_the_form(self, client):
        assert f'href="{PAGE}"' in main_of(client.get(OWN))

    @pytest.mark.parametrize("count", [1, 3])
    def test_list_costs_the_same_whatever_its_length(self, client, author, count):
        for _ in range(count):
            make_contribution(author=author)

        assert cost(client, OWN) == 4


class TestReport:
    def address(self, offer):
        return reverse("aids:report", args=[offer.slug])

    def test_page_of_an_offer_leads_to_the_form(self, client):
        offer = OfferFactory()
        page = main_of(client.get(reverse("aids:detail", args=[offer.slug])))

        assert f'href="{self.address(offer)}">Signaler une erreur sur cette aide' in page
        assert "Corriger cette fiche" not in page

    def test_error_is_reported_with_or_without_an_account(self, client, client_of, author):
        offer, anonymous = OfferFactory(), client_of(UserFactory())
        anonymous.logout()
        for each in (client, anonymous):
            response = each.post(self.address(offer), {"key": uuid4(), "reason": "expiree", "message": "Finie"})
            assert response.url == reverse("aids:detail", args=[offer.slug])

        assert set(Report.objects.values_list("offer", "reason", "author")) == {
            (offer.pk, "expiree", author.pk),
            (offer.pk, "expiree", None),
        }

    def test_other_error_is_said_in_words(self, client):
        offer = OfferFactory()

        answer = client.post(self.address(offer), {"key": uuid4(), "reason": "autre", "message": " "})

        assert answer.status_code == 422
        assert "Dites en une phrase ce qui est faux" in main_of(answer)
        assert not Report.objects.exists()

    def test_too_many_reports_wait(self, client):
        offer = OfferFactory()
        answers = [
            client.post(self.address(offer), {"key": uuid4(), "reason": "autre", "message": "Encore"})
            for _ in range(21)
        ]

        assert [answer.status_code for answer in answers] == [302] * 20 + [429]
        assert "Encore" in main_of(answers[-1])
        assert Report.objects.count() == 20


class TestWarnings:
    def test_page_says_what_is_doubtful_but_not_what_is_missing(self, client):
        offer = OfferFactory(national=False, to_check="Le taux de l’année.", description="")
        offer.flags.create(code="lien_mort", detail="https://exemple.fr/offre")
        offer.flags.create(code="champs_manquants", detail="une description")

        page = main_of(client.get(reverse("aids:detail", args=[offer.slug])))

        assert "<li>Le taux de l’année.</li>" in page
        assert "<li>Un de ses liens ne répond plus\u00a0: https://exemple.fr/offre.</li>" in page
        assert "La source ne dit pas" not in page.split("</article>")[0].split("mec-strip")[0]

    def test_single_doubt_is_a_sentence(self, client):
        offer = OfferFactory(closes_on="2020-01-01")
        flag_offers([offer.pk])

        page = main_of(client.get(reverse("aids:detail", args=[offer.slug])))
        assert "D’après ses dates, on ne peut pas la demander en ce moment." in page
