import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from mec.offers.enums import Need, OfferStatus
from mec.offers.index import rebuild_offer_index
from mec.offers.models import Offer
from mec.territories.models import Perimeter
from tests.factories.accounts import UserFactory
from tests.factories.offers import BeneficiaryFactory, OfferFactory
from tests.factories.territories import TerritoryFactory, place

pytestmark = pytest.mark.django_db

LIST = "/aides/"
FRAME_QUERIES = 3
"""The session, the person, whether they serve the State (for the menu)."""


@pytest.fixture
def shipped():
    call_command("catalogue")


def main_of(response):
    html = unescape(response.content.decode())
    return html.split('<main id="contenu"')[1].split("</main>")[0]


def chosen(listing):
    selects = (*listing.selects, *listing.more)
    return [option.value for select in selects for option in select.options if option.selected]


def titles(response):
    return [offer.offer.title for offer in response.context["listing"].lines]


def test_list_shows_published_offers_with_the_way_to_each(client):
    shown, hidden = OfferFactory(title="Lavoir"), OfferFactory(title="Cachée", status=OfferStatus.DRAFT)
    BeneficiaryFactory(offer=shown, kind="epci")
    BeneficiaryFactory(offer=shown, kind="commune")

    html = main_of(client.get(LIST))

    assert f'href="{reverse("aids:detail", args=[shown.slug])}"' in html
    assert "Pour : communes, intercommunalités" in html
    assert hidden.title not in html
    assert "1 aide ou service<" in html


def test_list_shows_no_draft_to_the_staff(client_of):
    OfferFactory(title="Cachée", status=OfferStatus.DRAFT)

    assert titles(client_of(UserFactory(staff=True)).get(LIST)) == []


@pytest.mark.parametrize("item_count", [1, 3])
@pytest.mark.parametrize("query", ["", "?q=lavoir&besoin=financement", "?q=lavoire"])
def test_list_asks_one_query(client, item_count, query, django_assert_num_queries):
    for _ in range(item_count):
        BeneficiaryFactory(offer=OfferFactory(title="Lavoir"))
    rebuild_offer_index()

    client.get(f"{LIST}?q=pont")

    with django_assert_num_queries(1):
        response = client.get(LIST + query)

    assert len(titles(response)) == item_count


def test_list_asks_no_more_for_a_person_than_the_frame_does(client_of, django_assert_num_queries):
    BeneficiaryFactory()
    client = client_of(UserFactory())
    client.get(LIST)

    with django_assert_num_queries(1 + FRAME_QUERIES):
        client.get(LIST)


def test_search_marks_the_words_where_they_stand(client):
    OfferFactory(title="Restaurer des lavoirs", summary="Une aide.")
    OfferFactory(title="Autre", summary="Une aide.", description="Elle vaut aussi pour un lavoir couvert.")
    rebuild_offer_index()

    html = main_of(client.get(LIST, {"q": "lavoir"}))

    assert "Restaurer des <mark>lavoirs</mark>" in html
    assert "vaut aussi pour un <mark>lavoir</mark> couvert" in html


@pytest.mark.parametrize("name", ["DETR", "DSIL", "FNADT", "DPV", "DSID"])
def test_search_by_the_name_people_use_finds_it_first_and_marks_it(client, shipped, name):
    response = client.get(LIST, {"q": name.lower()})

    first = response.context["listing"].lines[0]
    assert first.offer.short_title == name
    assert [(fragment.text, fragment.matched) for fragment in first.name] == [(name, True)]
    assert re.search(rf"<strong>\s*<mark>{name}</mark>\s*</strong> – {first.offer.backer}", main_of(response))


def test_search_keeps_what_was_chosen_and_each_choice_can_be_taken_back(client, shipped):
    response = client.get(LIST, {"q": "école", "besoin": "financement", "thematique": "eau"})
    listing = response.context["listing"]

    assert [(chip.label, chip.url) for chip in listing.chips] == [
        ("«\u00a0école\u00a0»", "/aides/?besoin=financement&thematique=eau"),
        ("Financement", "/aides/?q=%C3%A9cole&thematique=eau"),
        ("Eau et milieux aquatiques", "/aides/?q=%C3%A9cole&besoin=financement"),
    ]
    assert chosen(listing) == ["financement", "eau"]
    assert 'value="école"' in main_of(response)


def test_search_counts_are_those_of_the_lists_they_lead_to(client, shipped):
    listing = client.get(LIST).context["listing"]

    for select in (*listing.selects, *listing.more):
        for option in select.options[:8]:
            total = client.get(LIST, {select.name: option.value}).context["listing"].total
            assert option.label.endswith(f"({total})")
    still_open = Offer.objects.exclude(code="cooperation-numerique")
    counts = [still_open.filter(need=need).count() for need in Need]
    assert [option.label for option in listing.selects[0].options] == [
        f"{need.label} ({count})" for need, count in zip(Need, counts, strict=True)
    ]
    assert all(counts)


def test_search_by_a_category_shows_it_among_the_choices(client, shipped):
    listing = client.get(LIST, {"thematique": "eau-potable"}).context["listing"]

    topics = [option for option in listing.selects[1].options if option.selected]
    assert [(option.value, option.label) for option in topics] == [("eau-potable", f"Eau potable ({listing.total})")]


@pytest.mark.parametrize(
    "query", ["besoin=argent", "thematique=inconnue", "page=x", "page=-1", "page=²", "page=" + "9" * 40]
)
def test_list_ignores_what_an_address_asks_wrongly(client, query):
    OfferFactory(title="Lavoir")

    response = client.get(f"{LIST}?{query}")

    assert titles(response) == ["Lavoir"]
    assert response.context["listing"].chips == []


def test_search_text_is_escaped_and_cut(client):
    response = client.get(LIST, {"q": "<script>" + "a" * 300})

    assert len(response.context["listing"].wanted.text) == 200
    assert b"<script>a" not in response.content


def test_list_is_cut_into_pages_that_keep_the_choices(client):
    for number in range(21):
        OfferFactory(title=f"Lavoir {number:02d}")

    first = client.get(LIST, {"besoin": Need.FUNDING})
    second = client.get(first.context["listing"].next_url)

    assert first.context["listing"].next_url == "/aides/?besoin=financement&page=2"
    assert second.context["listing"].previous_url == "/aides/?besoin=financement"
    assert titles(second) == ["Lavoir 20"]
    assert "<title>Trouver une aide, page 2 sur 2 – Aides – " in second.content.decode()


def test_search_that_finds_nothing_says_what_to_do(client):
    OfferFactory()

    html = main_of(client.get(LIST, {"q": "zzzz"}))

    assert "Aucune aide ne répond à tous ces choix" in html
    assert "Retirez un filtre" in html


def test_list_of_an_empty_catalogue_says_so(client):
    assert "Le catalogue est vide pour l’instant" in main_of(client.get(LIST))


@pytest.mark.parametrize("path", ["/", "/plan-du-site/"])
def test_list_is_reached_from_the_home_page_and_the_site_map(client, path):
    assert f'href="{LIST}"' in main_of(client.get(path))


def test_list_says_until_when_and_hides_what_is_closed(client):
    OfferFactory(title="Bientôt close", closes_on=timezone.localdate() + timedelta(days=3))
    OfferFactory(title="Close", closes_on=timezone.localdate() - timedelta(days=3))

    response = client.get(LIST)

    assert titles(response) == ["Bientôt close"]
    assert "encore 3\u00a0jours" in main_of(response)
    assert "Voir aussi 1 aide close" in main_of(response)
    assert titles(client.get(response.context["listing"].closed_url)) == ["Bientôt close", "Close"]


def test_list_narrowed_to_a_place_keeps_it_in_every_address(client):
    place(TerritoryFactory(code="07186", name="Privas"))
    elsewhere = OfferFactory(title="Ailleurs", national=False)
    elsewhere.territories.add(TerritoryFactory(departement=True))
    OfferFactory(title="Partout")

    response = client.get(LIST, {"territoire": "commune-07186"})
    listing = response.context["listing"]

    assert titles(response) == ["Partout"]
    assert [(chip.label, chip.url) for chip in listing.chips] == [("Privas", "/aides/")]
    assert "territoire=commune-07186" in listing.closed_url
    assert 'name="lieu" value="Privas"' in " ".join(main_of(response).split())


def test_what_may_be_open_there_comes_last_and_says_so(client):
    place(TerritoryFactory(code="07186", name="Privas"))
    basin = Perimeter.objects.create(code="bassin", name="Rhin-Meuse", nature="ensemble", known=False)
    OfferFactory(title="A", national=False).perimeters.add(basin)
    OfferFactory(title="B")

    here, anywhere = client.get(LIST, {"territoire": "commune-07186"}), client.get(LIST)

    assert (titles(here), titles(anywhere)) == (["B", "A"], ["A", "B"])
    assert main_of(here).count("est-elle ouverte chez vous\u00a0? Son périmètre\u00a0: Rhin-Meuse.") == 1
    assert "Son périmètre" not in main_of(anywhere)


def test_words_typed_in_a_list_sorted_as_usual_are_ranked(client):
    """The form sends the order that it shows: the usual one must not follow into a search by words."""
    OfferFactory(title="Aide au pont", description="Un lavoir.")
    OfferFactory(title="Lavoir")
    rebuild_offer_index()

    def order(response):
        return re.search(r'<option value="([a-z]*)" selected>', main_of(response).split('name="tri"')[1])[1]

    usual = order(client.get(LIST))

    assert titles(client.get(LIST, {"q": "lavoir", "tri": usual})) == ["Lavoir", "Aide au pont"]
    assert titles(client.get(LIST, {"q": "lavoir", "tri": "titre"})) == ["Aide au pont", "Lavoir"]
    assert order(client.get(LIST, {"q": "lavoir", "tri": "titre"})) == "titre"


def test_place_that_nobody_knows_is_said_and_kept(client):
    html = main_of(client.get(LIST, {"lieu": "Zzyzx"}))

    assert "Aucun territoire ne porte ce nom" in html
    assert 'value="Zzyzx"' in html


def test_date_that_is_none_is_said_and_kept(client):
    html = main_of(client.get(LIST, {"avant": "demain"}))

    assert "Écrivez une date comme 2027-03-31" in html
    assert 'value="demain"' in html
    assert "<details" in html


def test_line_found_by_its_meaning_says_so(client, shipped):
    response = client.get(LIST, {"q": "STEP"})

    found = [line for line in response.context["listing"].lines if line.why]
    assert found
    assert "Trouvée pour son sens" in main_of(response)


def test_commune_is_meant_before_the_intercommunalite_that_bears_its_name(client, ardeche):
    listing = client.get(LIST, {"lieu": "privas"}).context["listing"]

    assert listing.query.where.code == "commune-07186"
