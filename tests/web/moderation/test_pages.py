"""The team's pages on the catalogue."""

from html import unescape
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from mec.core.jobs.runner import drain
from mec.core.mail.models import Mail
from mec.offers.enums import FlagCode, OfferOrigin, OfferStatus
from mec.offers.models import ImportRun, Offer, QualityFlag, Report
from mec.offers.services import flag_offers, withdraw_offer
from tests.factories.accounts import UserFactory
from tests.factories.offers import OfferFactory, make_contribution
from tests.matrix.pages import forms_of, parse
from tests.web.costs import cost

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return UserFactory(staff=True)


@pytest.fixture
def client(team, client_of):
    return client_of(team)


@pytest.fixture
def author():
    return UserFactory()


def main_of(response):
    return unescape(response.content.decode()).split("<main")[1].split("</main>")[0]


def filled(client, path, **typed):
    """Return what the first form of a page that goes there sends."""
    page = parse(client.get(path).content.decode())
    return next(form for form in forms_of(page, path) if form.action == path).data(**typed)


class TestContributions:
    def path(self, proposed, name="contribution"):
        return reverse(f"moderation:{name}", args=[proposed.pk])

    def test_oldest_comes_first(self, client, author):
        first, second = (make_contribution(author=author, plain={"title": title}) for title in ("Un", "Deux"))

        response = client.get(reverse("moderation:contributions"))

        assert response.context["page"].rows == [first, second]
        assert str(author) in main_of(response)

    def test_reader_sees_it_as_it_will_appear(self, client, author):
        proposed = make_contribution(author=author, message="Vue en mairie")

        assert "Vue en mairie" in main_of(client.get(self.path(proposed)))
        seen = client.get(reverse("aids:detail", args=[proposed.offer.slug]))
        assert "Elle paie la toiture et le bassin." in main_of(seen)

    def test_every_field_is_shown_as_it_is_and_can_be_corrected(self, client, author):
        proposed = make_contribution(author=author, phases=["etude"], forms=["pret"])
        path = self.path(proposed)

        assert client.post(path, filled(client, path)).status_code == 302
        offer = Offer.objects.get()
        assert (offer.forms, offer.beneficiaries.get().population_max) == (["pret"], 2000)
        sent = filled(client, path, title="Restaurer un lavoir", backer="Autre fonds", population_max="3000")
        assert client.post(path, sent).url == path
        offer = Offer.objects.get()
        assert (offer.title, offer.backer.name, offer.status) == ("Restaurer un lavoir", "Autre fonds", "brouillon")
        assert offer.beneficiaries.get().population_max == 3000

    def test_two_people_at_once_are_told(self, client, author):
        path = self.path(make_contribution(author=author))
        sent = filled(client, path, title="Le mien")
        client.post(path, filled(client, path, title="L’autre"))

        response = client.post(path, sent)

        assert response.status_code == 409
        assert "Le mien" in main_of(response)
        assert Offer.objects.get().title == "L’autre"
        again = next(form for form in forms_of(parse(response.content.decode()), path) if form.action == path).data()
        assert client.post(path, again).status_code == 302
        assert Offer.objects.get().title == "Le mien"

    def test_published_one_is_found_and_leaves_the_list(self, client, author):
        proposed = make_contribution(author=author)

        response = client.post(self.path(proposed, "publish_contribution"), follow=True)

        assert "Aucune proposition à relire" in main_of(response)
        assert proposed.offer.slug in main_of(client.get("/aides/", {"q": "lavoir"}))
        assert client.post(self.path(proposed, "publish_contribution")).status_code == 302

    def test_refusal_asks_why(self, client, author):
        proposed = make_contribution(author=author)

        assert client.post(self.path(proposed, "refuse"), {"reason": " "}).status_code == 422
        assert client.post(self.path(proposed, "refuse"), {"reason": "Non"}).status_code == 302
        drain()
        assert "Motif : Non" in Mail.objects.get(to=author.email).text.replace("\u00a0", " ")
        assert "Motif\u00a0: Non" in main_of(client.get(self.path(proposed)))

    def test_duplicate_that_resembles_nothing_is_told_by_its_address(self, client, author):
        path = self.path(make_contribution(author=author), "duplicate")

        page = main_of(client.get(path))

        assert "Laquelle est-ce" not in page
        assert "L’adresse de sa page dans ce service" in page
        assert "(facultatif)" not in page
        assert "Collez l’adresse" in main_of(client.post(path, {"address": ""}))

    @pytest.mark.parametrize("by_address", [True, False])
    def test_duplicate_is_chosen_among_the_similar_or_by_its_address(self, client, author, by_address):
        known = OfferFactory(url="https://patrimoine.exemple.fr/lavoirs")
        proposed = make_contribution(author=author)
        path = self.path(proposed, "duplicate")
        assert known.title in main_of(client.get(path))
        address = f"https://mec.fr{reverse('aids:detail', args=[known.slug])}"

        assert client.post(path, {"address": ""}).status_code == 422
        assert client.post(path, {"address": "/aides/absente/"}).status_code == 422
        client.post(path, {"address": address} if by_address else {"known": known.pk})

        proposed.refresh_from_db()
        assert proposed.duplicate_of == known


class TestOffers:
    def path(self, offer, name="offer"):
        return reverse(f"moderation:{name}", args=[offer.pk])

    def test_any_offer_is_found(self, client):
        OfferFactory(title="Lavoir", status=OfferStatus.WITHDRAWN)
        OfferFactory(title="Fontaine", short_title="FONT")
        path = reverse("moderation:offers")

        for query, titles in (
            ({}, ["Fontaine", "Lavoir"]),
            ({"q": "font"}, ["Fontaine"]),
            ({"etat": "retiree"}, ["Lavoir"]),
            ({"etat": "nulle"}, ["Fontaine", "Lavoir"]),
        ):
            assert [offer.title for offer in client.get(path, query).context["page"].rows] == titles

    def test_correction_says_before_and_after(self, client):
        offer = OfferFactory(title="Ancien")
        path = self.path(offer)

        client.post(path, filled(client, path, title="Nouveau", rate_max="80"))

        page = main_of(client.get(path))
        assert "titre\u00a0: «\u00a0Ancien\u00a0» → «\u00a0Nouveau\u00a0»" in page
        assert "taux maximal (%)\u00a0: «\u00a0rien\u00a0» → «\u00a080.00\u00a0»" in page

    def test_two_people_at_once_are_told(self, client):
        offer = OfferFactory()
        path = self.path(offer)
        sent = filled(client, path, title="Le mien")
        client.post(path, filled(client, path, title="L’autre"))

        response = client.post(path, sent)

        assert (response.status_code, Offer.objects.get().title) == (409, "L’autre")
        assert "Le mien" in main_of(response)

    def test_shipped_offer_without_a_page_says_what_to_check(self, client):
        offer = OfferFactory(origin=OfferOrigin.CATALOGUE)
        path = self.path(offer)

        response = client.post(path, filled(client, path, url=""))
        assert response.status_code == 422
        assert set(response.context["form"].errors) == {"to_check"}

    def test_withdrawal_is_confirmed_and_undone(self, client):
        offer = OfferFactory()
        page = self.path(offer)
        assert client.post(self.path(offer, "withdraw"), {"reason": ""}).status_code == 422

        client.post(self.path(offer, "withdraw"), {"reason": "Arrêtée"})
        assert client.get(reverse("aids:detail", args=[offer.slug])).status_code == 200
        html = main_of(client.get(page))
        assert "Annuler\u00a0: publier de nouveau" in html
        assert "Arrêtée" in html
        client.post(self.path(offer, "publish"))
        assert Offer.objects.get().status == OfferStatus.PUBLISHED
        assert client.post(self.path(offer, "publish"), follow=True).status_code == 200

    def test_proposed_draft_leads_to_its_answers(self, client, author):
        proposed = make_contribution(author=author)
        address = reverse("moderation:contribution", args=[proposed.pk])

        assert f'href="{address}"' in main_of(client.get(self.path(proposed.offer)))
        assert "Publier" not in main_of(client.get(self.path(OfferFactory(status=OfferStatus.DRAFT))))


class TestQuality:
    def test_flags_are_filtered_by_sort(self, client):
        OfferFactory(closes_on="2020-01-01", title="Close")
        OfferFactory(url="", to_check="x", title="Sans lien")
        flag_offers()
        path = reverse("moderation:flags")

        shown = client.get(path, {"anomalie": "session_close"})
        assert [line["flag"].offer.title for line in shown.context["lines"]] == ["Close"]
        assert "Session close (1)" in main_of(shown)
        assert len(client.get(path, {"anomalie": "nulle"}).context["lines"]) == QualityFlag.objects.count()

    def test_settled_flag_goes_only_with_its_cause(self, client):
        offer = OfferFactory(closes_on="2020-01-01")
        flag_offers()
        flag = offer.flags.get(code="session_close")
        path = reverse("moderation:settle", args=[flag.pk])

        first = client.post(path, {"anomalie": "session_close"}, follow=True)
        assert "l’anomalie est toujours là" in unescape(first.content.decode())
        assert first.redirect_chain[0][0] == "/gestion/offres/anomalies/?anomalie=session_close"
        Offer.objects.update(closes_on=None)
        second = client.post(path, follow=True)
        assert "cette anomalie a disparu" in unescape(second.content.decode())

    def test_reports_are_gathered_by_offer_the_most_reported_first(self, client, author):
        once, often = OfferFactory(title="Une fois"), OfferFactory(title="Souvent")
        Report.objects.create(offer=once, reason="autre", message="Faux")
        for _ in range(2):
            Report.objects.create(offer=often, reason="expiree", author=author)
        path = reverse("moderation:reports")

        page = main_of(client.get(path))
        assert page.index("Souvent") < page.index("Une fois")
        assert "2 signalements" in page
        assert "une personne sans compte" in page
        for report in Report.objects.all():
            client.post(reverse("moderation:close_report", args=[report.pk]), {"state": "corrigee"})
        assert "Aucune erreur signalée" in main_of(client.get(path))
        drain()
        assert {mail.to for mail in Mail.objects.all()} == {author.email}

    def test_report_is_closed_by_a_word_that_means_something(self, client):
        report = Report.objects.create(offer=OfferFactory(), reason="autre")
        client.post(reverse("moderation:close_report", args=[report.pk]), {"state": "a_traiter"})

        report.refresh_from_db()
        assert report.closed_at is None

    def test_imports_say_what_happened(self, client):
        now = timezone.now()
        values = {"origin": OfferOrigin.AIDES_TERRITOIRES, "started_at": now}
        ImportRun.objects.create(complete=True, ended_at=now, read=5731, added=12, kept=3, **values)
        ImportRun.objects.create(ended_at=now, error="Le service n’a pas répondu.", problems=["a"] * 22, **values)
        ImportRun.objects.create(**values)

        page = main_of(client.get(reverse("moderation:runs"))).replace("\u00a0", " ").replace("\u202f", " ")
        for text in (
            "5 731 lues : 12 ajoutées, 3 gardées telles que corrigées ici",
            "Ce qui l’a arrêtée : Le service n’a pas répondu.",
            "22 problèmes",
            "et 2 de plus",
            "En cours, ou interrompue",
        ):
            assert text in page
        assert "Partielle" not in page

    def test_import_of_a_part_is_not_said_to_have_stopped(self, client):
        ImportRun.objects.create(origin=OfferOrigin.AIDES_TERRITOIRES, ended_at=timezone.now(), read=473, added=473)

        page = main_of(client.get(reverse("moderation:runs")))

        assert "Partielle" in page
        assert "Lue jusqu’au bout, sans être la liste entière" in page
        assert "Arrêtée avant la fin" not in page


class TestCosts:
    """Three of the frame, three of the tabs, then those of the page."""

    @pytest.mark.parametrize("count", [1, 3])
    def test_lists_cost_the_same_whatever_their_length(self, client, author, count):
        for _ in range(count):
            make_contribution(author=author)
            offer = OfferFactory()
            QualityFlag.objects.create(offer=offer, code=FlagCode.MISSING, detail="un lien")
            Report.objects.create(offer=offer, reason="autre", author=author, key=uuid4())
            ImportRun.objects.create(origin=OfferOrigin.AIDES_TERRITOIRES)

        assert {
            name: cost(client, reverse(f"moderation:{name}"))
            for name in ("contributions", "offers", "flags", "reports", "runs")
        } == {"contributions": 7, "offers": 7, "flags": 8, "reports": 8, "runs": 7}

    @pytest.mark.parametrize("count", [1, 3])
    def test_page_of_an_offer_costs_the_same_whatever_happened_to_it(self, client, team, count):
        offer = OfferFactory()
        for number in range(count):
            QualityFlag.objects.create(offer=offer, code=FlagCode.MISSING, detail=f"{number}")
            other = OfferFactory()
            withdraw_offer(other, reason="x", actor=team)

        assert cost(client, reverse("moderation:offer", args=[offer.pk])) == 6
