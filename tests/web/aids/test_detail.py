import re
from datetime import UTC, date, datetime
from decimal import Decimal
from html import unescape

import pytest
from django.core.management import call_command
from django.urls import reverse

from mec.offers.enums import OfferOrigin, OfferStatus
from mec.offers.models import Annex, AwardCriterion, ExpenseRule, ExternalRecord, Offer, OfferSession
from mec.offers.queries import offer_by_slug
from mec.territories.models import Territory
from mec.web.aids.facts import UNSAID, facts_of
from tests.factories.accounts import UserFactory
from tests.factories.offers import BeneficiaryFactory, OfferFactory, OfferPhaseFactory, RequirementFactory
from tests.factories.projects import make_draft, make_project
from tests.factories.taxonomy import TopicFactory
from tests.matrix.personas import build_world

pytestmark = pytest.mark.django_db

DETAIL_QUERIES = 14
"""The offer and its backer, twelve lists of what is said of it, and what makes it doubtful."""


def page_of(client, offer):
    response = client.get(reverse("aids:detail", args=[offer.slug]))
    return unescape(response.content.decode()).split('<main id="contenu"')[1].split("</main>")[0]


def facts(offer):
    return facts_of(offer_by_slug(offer.slug, user=None))


def strip(offer):
    return dict(facts(offer).strip)


def test_detail_shows_all_that_the_catalogue_says(client):
    offer = OfferFactory(
        short_title="DETR",
        description="Premier\nparagraphe.\n\nSecond paragraphe.",
        contact="Votre préfecture",
        to_check="Le taux de l’année.",
        source_url="https://source.exemple.fr/texte",
        source_date=date(2026, 11, 2),
    )
    RequirementFactory(offer=offer, sentence="Le projet est rural.", question="Est-il rural\u202f?", phase="operation")
    offer.topics.add(TopicFactory(code="friche", label="Friche"))

    html = page_of(client, offer)

    for text in (
        f"<h1>{offer.title}</h1>",
        "Nom d’usage\u00a0: <strong>DETR</strong>.",
        "<p>Premier paragraphe.</p>",
        "<p>Second paragraphe.</p>",
        "Le taux de l’année.",
        "Est-il rural\u202f?",
        "Le projet est rural. À l’étape opération.",
        "<p>Votre préfecture.</p>",
        "Page de l’aide sur exemple.fr (autre site)",
        "Lire la source sur source.exemple.fr (autre site)",
        '<time datetime="2026-11-02">lundi 2\u00a0novembre 2026</time>',
        'href="/aides/?thematique=friche"',
    ):
        assert text in html


def test_detail_says_nothing_to_check_when_there_is_nothing(client):
    assert "À vérifier" not in page_of(client, OfferFactory())


def test_strip_says_for_whom_with_the_bounds_of_each():
    offer = OfferFactory()
    BeneficiaryFactory(offer=offer, kind="syndicat", population_min=100, population_max=60_000)
    BeneficiaryFactory(offer=offer, kind="region")
    BeneficiaryFactory(offer=offer, kind="departement")
    BeneficiaryFactory(offer=offer, kind="epci", population_min=15_000)
    BeneficiaryFactory(offer=offer, kind="commune", population_max=20_000, overseas_population_max=35_000)

    assert strip(offer)["Pour qui"] == [
        "Communes, jusqu’à 20\u202f000\u00a0habitants (35\u202f000 outre-mer)",
        "Intercommunalités, d’au moins 15\u202f000\u00a0habitants",
        "Syndicats, de 100 à 60\u202f000\u00a0habitants",
        "Départements et régions",
    ]


def test_strip_says_once_a_bound_that_several_share():
    offer = OfferFactory()
    for kind in ("commune", "epci", "departement"):
        BeneficiaryFactory(offer=offer, kind=kind, population_min=300_000)

    assert strip(offer)["Pour qui"] == [
        "Communes, intercommunalités et départements, d’au moins 300\u202f000\u00a0habitants"
    ]


@pytest.mark.parametrize(("length", "is_folded"), [(2_400, False), (2_600, True)])
def test_detail_folds_a_text_of_several_screens(client, length, is_folded):
    offer = OfferFactory(description="mot " * (length // 4), eligibility="Être une commune.")

    page = page_of(client, offer)

    assert ('<summary><h2 class="fr-h4">Ce que c’est</h2></summary>' in page) is is_folded
    assert '<h2 class="fr-h4 fr-mt-4w">Les autres conditions</h2>' in page


def test_detail_folds_what_is_read_last_and_unfolds_it_on_paper(client):
    offer = OfferFactory(examples="Un four.", recurrence="permanente")
    AwardCriterion.objects.create(offer=offer, title="Sobriété", position=1)

    on_screen = page_of(client, offer)
    on_paper = unescape(client.get(reverse("aids:detail", args=[offer.slug]) + "?impression=1").content.decode())

    for title in ("Comment les demandes sont choisies", "Des projets possibles", "En détail", "Thématiques"):
        summary = rf'>\s*<summary><h2 class="fr-h4">{title}</h2></summary>'
        assert re.search(rf'<details class="mec-fold"{summary}', on_screen)
        assert re.search(rf'<details class="mec-fold" open{summary}', on_paper)


def test_strip_says_for_whom_when_no_collectivite_may_ask():
    offer = OfferFactory(other_audiences=["agriculteur", "recherche"])
    assert strip(offer)["Pour qui"] == ["Agriculteurs et organismes de recherche"]
    assert "Aussi ouverte aux" not in dict(facts(offer).lines)
    BeneficiaryFactory(offer=offer, kind="commune")
    assert strip(offer)["Pour qui"] == ["Communes"]
    assert dict(facts(offer).lines)["Aussi ouverte aux"] == "agriculteurs, organismes de recherche"


def test_strip_says_how_much_and_where():
    offer = OfferFactory(rate_max=Decimal(80), money_note="hors taxes.", national=False)
    offer.territories.set(
        [
            Territory.objects.create(kind="departement", code=code, name=name)
            for code, name in (("26", "Drôme"), ("07", "Ardèche"), ("78", "Écluse"), ("64", "Pyrénées"))
        ]
    )

    assert strip(offer)["Combien"] == ["Jusqu’à 80\u00a0%", "Hors taxes."]
    assert strip(offer)["Où"] == ["Ardèche, Drôme, Écluse, Pyrénées"]
    assert strip(OfferFactory())["Où"] == ["Toute la France, métropole et outre-mer"]


def test_strip_says_when_in_the_words_of_the_source():
    offer = OfferFactory(calendar_note="Un appel à projets par an.")

    assert strip(offer)["Jusqu’à quand"] == ["Un appel à projets par an."]


def test_strip_never_guesses_what_the_source_does_not_give():
    assert strip(OfferFactory(national=False)) == {
        "Pour qui": [UNSAID],
        "Combien": [UNSAID],
        "Jusqu’à quand": ["Pas de date limite dans la source."],
        "Où": [UNSAID],
    }


@pytest.mark.parametrize(
    ("phases", "expected"),
    [
        ([], "À toutes les étapes du projet"),
        (["operation", "idee", "etude"], "À toutes les étapes du projet"),
        (["etude"], "À l’étape étude"),
        (["operation", "idee"], "Aux étapes idée et opération"),
    ],
)
def test_facts_say_the_stages(phases, expected):
    offer = OfferFactory()
    for phase in phases:
        OfferPhaseFactory(offer=offer, phase=phase)

    assert facts(offer).phases == expected


def test_facts_ask_about_conditions_of_the_law_before_the_others():
    offer = OfferFactory()
    RequirementFactory(offer=offer, question="Êtes-vous lauréate\u202f?")
    BeneficiaryFactory(offer=offer, kind="syndicat", condition="Syndicats mixtes.")
    BeneficiaryFactory(
        offer=offer, kind="commune", condition="Potentiel.", condition_above=2000, overseas_condition_above=3500
    )

    asked = "\u00a0: remplissez-vous cette condition\u202f?"
    assert [question.text for question in facts(offer).questions] == [
        f"Communes de plus de 2\u202f000\u00a0habitants (3\u202f500 outre-mer){asked}",
        f"Syndicats{asked}",
        "Êtes-vous lauréate\u202f?",
    ]


@pytest.mark.parametrize("item_count", [1, 3])
def test_detail_asks_a_constant_number_of_queries(client, item_count, django_assert_num_queries):
    offer = OfferFactory()
    for kind, code in list(zip(("commune", "epci", "region"), "abc", strict=True))[:item_count]:
        BeneficiaryFactory(offer=offer, kind=kind)
        RequirementFactory(offer=offer)
        offer.topics.add(TopicFactory())
        offer.territories.add(Territory.objects.create(kind="commune", code=code, name=code))

    with django_assert_num_queries(DETAIL_QUERIES):
        page_of(client, offer)


def test_detail_of_every_shipped_offer_opens(client):
    call_command("catalogue")

    for offer in Offer.objects.all():
        assert f"<h1>{offer.title}</h1>" in page_of(client, offer)


def test_draft_says_to_the_staff_that_nobody_else_sees_it(client_of):
    draft = OfferFactory(status=OfferStatus.DRAFT)

    assert "Cette fiche n’est pas visible du public." in page_of(client_of(UserFactory(staff=True)), draft)
    assert client_of(UserFactory()).get(reverse("aids:detail", args=[draft.slug])).status_code == 404


def test_detail_leads_to_the_recommendations_of_ones_own_projects_only(client, client_of):
    world, offer = build_world(), OfferFactory()
    own = make_project(world.organizations["privas"], author=world.people["owner"], name="Lavoir")
    draft = make_draft(world.organizations["privas"], author=world.people["owner"], name="")
    other = make_project(world.organizations["bettant"], author=world.people["foreign_owner"], name="Halle")

    owner = client_of(world.people["owner"])
    html = page_of(owner, offer)

    assert "Voir ce que cette aide donnerait pour" in html
    for project in (own, draft):
        address = reverse("projects:recommendations", args=[project.reference])
        assert f'<a href="{address}">{project}</a>' in html
        assert owner.get(address).status_code == 200
    assert other.name not in html
    for nobody in (client, client_of(world.people["fresh"])):
        assert "Voir ce que cette aide donnerait pour" not in page_of(nobody, offer)


def test_detail_names_five_projects_and_leads_to_the_others(client_of):
    world, offer = build_world(), OfferFactory()
    for number in range(6):
        make_draft(world.organizations["privas"], author=world.people["owner"], name=f"Projet {number}")

    html = page_of(client_of(world.people["owner"]), offer)

    assert html.count("/recommandations/") == 5
    assert "Un autre de mes projets" in html


HOSTILE = '<p>Lisible</p><script>alert(1)</script><img src=x onerror=alert(1)><a href="javascript:alert(1)">lien</a>'


def test_html_of_another_service_is_inert(client):
    offer = OfferFactory(
        rich=True, description=HOSTILE, eligibility=HOSTILE, examples=HOSTILE, contact_details=HOSTILE, title=HOSTILE
    )

    html = client.get(reverse("aids:detail", args=[offer.slug])).content.decode().split('<main id="contenu"')[1]

    assert html.count("<p>Lisible</p>") == 4
    assert "<script>alert" not in html
    assert "<img" not in html.split("</main>")[0]
    assert 'href="javascript' not in html


def test_detail_says_what_an_aid_pays_and_how_it_is_chosen(client):
    offer = OfferFactory(rate_max=75, recurrence="ponctuelle", forms=["subvention"], programmes=["France Relance"])
    ExpenseRule.objects.create(offer=offer, kind="prestations", included=True, note="conseil, développement")
    ExpenseRule.objects.create(offer=offer, kind="personnel", included=False)
    AwardCriterion.objects.create(offer=offer, position=0, title="Nombre de collectivités", text="Plus il y en a…")
    OfferSession.objects.create(offer=offer, position=0, name="Deuxième session", closes_on=date(2021, 11, 22))
    Annex.objects.create(offer=offer, position=0, label="Fiche détaillée")

    html = page_of(client, offer)

    assert "<li>Prestations de services : conseil, développement</li>" in html
    assert html.index("Ce qu’elle ne paie pas") < html.index("<li>Dépenses de personnel</li>")
    assert "<strong>Nombre de collectivités</strong> : Plus il y en a…" in html
    assert "Fiche détaillée : document indisponible" in html
    assert "Session close depuis le 22 novembre 2021" in html or "Close depuis le 22 novembre 2021" in html
    assert "jusqu’à 75 %" in html.lower()


@pytest.mark.parametrize(("known", "said"), [(datetime(2026, 2, 1, 8, tzinfo=UTC), True), (None, False)])
def test_day_of_a_sheet_that_its_source_does_not_date_is_not_invented(client, known, said):
    offer = OfferFactory(source_name="Aides-territoires", source_date=date(2026, 2, 1) if known else date(1970, 1, 1))
    ExternalRecord.objects.create(
        offer=offer, origin=OfferOrigin.AIDES_TERRITOIRES, number="1", raw={}, updated_at=known
    )
    page = page_of(client, offer)
    assert ("Fiche mise à jour à la source le" in page, "1970" in page) == (said, False)


def test_aid_that_its_source_no_longer_gives_says_so(client):
    offer = OfferFactory(status=OfferStatus.ENDED)

    assert "Cette aide n’est plus proposée" in page_of(client, offer)


def test_detail_is_shared_without_anything_that_follows(client):
    html = page_of(client, OfferFactory(title="Isoler l’école"))

    assert "mailto:?subject=Isoler%20l%E2%80%99%C3%A9cole" in html
    assert not re.search(r"<(script|iframe|img)[^>]+(linkedin|facebook)", html)


def test_sheet_to_print_keeps_what_is_read_and_the_addresses_of_the_links(client):
    offer = OfferFactory(application_url="https://demarche.exemple.fr/depot", source_url="https://source.exemple.fr/")

    sheet = unescape(client.get(reverse("aids:detail", args=[offer.slug]), {"impression": "1"}).content.decode())

    assert f"<h1>{offer.title}</h1>" in sheet
    for url in (offer.url, offer.application_url, offer.source_url):
        assert f'<span class="mec-print" aria-hidden="true">{url}</span>' in sheet
    assert "Imprimé le <time" in sheet
    for action in ("Ajouter à un projet", "Tester mon éligibilité", "Partager cette aide", "Signaler"):
        assert action not in sheet.split("<main")[1].split("</main>")[0]


def test_page_leads_to_the_sheet_to_print(client):
    offer = OfferFactory()

    assert f'href="/aides/{offer.slug}/?impression=1">Imprimer cette fiche' in page_of(client, offer)
