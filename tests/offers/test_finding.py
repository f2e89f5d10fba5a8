import pytest
from django.core.management import call_command

from bench.noise import noises
from mec.offers.enums import Need, OfferKind, OfferStatus
from mec.offers.finding import Wanted, find_offers
from mec.offers.index import rebuild_offer_index
from mec.offers.queries import published_offers
from tests.factories.offers import BeneficiaryFactory, OfferFactory
from tests.factories.taxonomy import TopicFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def themes():
    water, building = TopicFactory(code="eau"), TopicFactory(code="batiment")
    return {
        "eau": water,
        "eau-potable": TopicFactory(code="eau-potable", parent=water),
        "assainissement": TopicFactory(code="assainissement", parent=water),
        "batiment": building,
    }


@pytest.fixture
def offers(themes):
    made = {
        "captage": OfferFactory(code="captage", title="A captage"),
        "lagune": OfferFactory(code="lagune", title="B lagune", need=Need.EXPERTISE, kind=OfferKind.SERVICE),
        "tout": OfferFactory(code="tout", title="C tout", every_topic=True),
        "toit": OfferFactory(code="toit", title="D toit percé d’un vieux captage communal"),
        "brouillon": OfferFactory(code="brouillon", title="E captage", status=OfferStatus.DRAFT),
    }
    made["captage"].topics.set([themes["eau-potable"], themes["assainissement"]])
    made["lagune"].topics.set([themes["assainissement"]])
    made["tout"].topics.set([themes["eau"]])
    made["toit"].topics.set([themes["batiment"]])
    made["brouillon"].topics.set([themes["eau"]])
    rebuild_offer_index()
    return made


def codes(finding):
    return [offer.code for offer in finding.offers]


def test_find_nothing_asked_gives_every_published_offer_by_title(offers):
    finding = find_offers(Wanted())

    assert codes(finding) == ["captage", "lagune", "tout", "toit"]
    assert finding.needs == {Need.FUNDING: 3, Need.EXPERTISE: 1}
    assert finding.themes == {"eau": 3, "batiment": 2}
    assert (finding.total, finding.everywhere) == (4, 1)


def test_find_orders_titles_as_a_dictionary_does():
    for title in ("Zone", "Être aidé", "eau", "Faire"):
        OfferFactory(title=title)

    assert [offer.title for offer in find_offers(Wanted()).offers] == ["eau", "Être aidé", "Faire", "Zone"]


@pytest.mark.parametrize(
    ("topic", "expected"),
    [
        ("eau", ["captage", "lagune", "tout"]),
        ("eau-potable", ["captage", "tout"]),
        ("batiment", ["tout", "toit"]),
        ("inconnue", ["tout"]),
    ],
)
def test_find_by_topic_takes_its_categories_and_what_is_open_to_all(offers, topic, expected):
    assert codes(find_offers(Wanted(topic=topic))) == expected


def test_find_counts_what_each_other_choice_would_leave(offers):
    finding = find_offers(Wanted(need=Need.EXPERTISE, topic="eau"))

    assert codes(finding) == ["lagune"]
    assert finding.needs == {Need.FUNDING: 2, Need.EXPERTISE: 1}
    assert finding.themes == {"eau": 1}


@pytest.mark.parametrize("wanted", [Wanted(), Wanted(text="captage")])
def test_find_counts_tell_the_truth(offers, wanted):
    finding = find_offers(wanted)

    for need, count in finding.needs.items():
        assert find_offers(Wanted(text=wanted.text, need=need)).total == count
    for topic, count in finding.themes.items():
        assert find_offers(Wanted(text=wanted.text, topic=topic)).total == count


def test_find_by_words_gives_the_nearest_first_and_never_a_draft(offers):
    finding = find_offers(Wanted(text="captages"))

    assert codes(finding) == ["captage", "toit"]
    assert finding.terms == {offers["captage"].pk: ("captag",), offers["toit"].pk: ("captag",)}
    assert codes(find_offers(Wanted(text="captages", topic="batiment"))) == ["toit"]


@pytest.mark.parametrize("text", ["zzzz", "le la", "\x00", "%_'"])
def test_find_by_words_that_nothing_holds_gives_nothing(offers, text):
    finding = find_offers(Wanted(text=text))

    assert (finding.offers, finding.total, finding.pages, finding.needs, finding.themes) == ([], 0, 1, {}, {})


@pytest.mark.parametrize(("number", "shown"), [(-1, 1), (1, 1), (2, 2), (9, 2)])
def test_find_gives_the_nearest_page_that_exists(offers, number, shown):
    finding = find_offers(Wanted(), number=number, size=3)

    assert (finding.number, finding.pages) == (shown, 2)
    assert codes(finding) == (["captage", "lagune", "tout"] if shown == 1 else ["toit"])


@pytest.mark.parametrize("item_count", [1, 3])
@pytest.mark.parametrize(
    ("wanted", "queries"), [(Wanted(), 4), (Wanted(text="lavoir", need=Need.FUNDING, topic="eau"), 8)]
)
def test_find_asks_a_constant_number_of_queries(themes, item_count, wanted, queries, django_assert_num_queries):
    for _ in range(item_count):
        offer = OfferFactory(title="Lavoir")
        offer.topics.add(themes["eau"])
        BeneficiaryFactory(offer=offer)
    rebuild_offer_index()

    with django_assert_num_queries(queries):
        finding = find_offers(wanted)
        assert len([row for offer in finding.offers for row in offer.beneficiaries.all()]) == item_count


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("DETR", "detr"),
        ("réseau de chaleur au bois", "fonds-chaleur"),
        ("rénovation energetique des batiments", "fonds-vert-renovation"),
        ("architecte conseil", "caue"),
        ("fuites d’eau potable", "agence-eau-potable"),
        ("monument historique", "monuments-historiques"),
        ("médiathèque", "dgd-bibliotheques"),
        ("éclairage public", "fonds-vert-eclairage"),
        ("piste cyclable", "fonds-vert-velo"),
        ("crèche", "caf-petite-enfance"),
        ("terrain multisport", "ans-equipements"),
        ("amendes de police", "amendes-de-police"),
        ("zero artificialisation", "mon-diagnostic-artificialisation"),
    ],
)
def test_find_in_the_shipped_catalogue_gives_the_expected_aid_first(text, expected):
    call_command("catalogue")

    assert codes(find_offers(Wanted(text=text)))[0] == expected


@pytest.mark.slow
def test_noise_finds_only_what_is_published(offers):
    published, found = set(published_offers()), set()

    for number, noise in enumerate(noises(600)):
        finding = find_offers(Wanted(text=f"captage {noise}" if number % 3 else noise), number=1 + number % 2)
        assert len(finding.offers) <= finding.total <= len(published), ascii(noise)
        found.update(finding.offers)

    assert found
    assert found <= published
