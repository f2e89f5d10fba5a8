from dataclasses import replace
from datetime import date

import pytest
from django.core.management import call_command

from bench.noise import noises
from mec.offers.enums import Need, OfferKind, OfferStatus
from mec.offers.finding import Wanted, find_offers
from mec.offers.index import rebuild_offer_index
from mec.offers.models import Offer
from mec.offers.queries import published_offers
from mec.territories.models import Perimeter
from mec.territories.places import places_of
from tests.factories.offers import BeneficiaryFactory, OfferFactory, OfferPhaseFactory
from tests.factories.taxonomy import TopicFactory
from tests.factories.territories import TerritoryFactory, place

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
    assert finding.counts["need"] == {Need.FUNDING: 3, Need.EXPERTISE: 1}
    assert finding.counts["topic"] == {"eau": 3, "eau-potable": 2, "assainissement": 3, "batiment": 2}
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
    assert finding.counts["need"] == {Need.FUNDING: 2, Need.EXPERTISE: 1}
    assert finding.counts["topic"] == {"eau": 1, "assainissement": 1}


@pytest.mark.parametrize("wanted", [Wanted(), Wanted(text="captage")])
def test_find_counts_tell_the_truth(offers, wanted):
    finding = find_offers(wanted)

    for name, counts in finding.counts.items():
        for value, count in counts.items():
            assert find_offers(replace(wanted, **{name: value})).total == count


def test_find_by_words_gives_the_nearest_first_and_never_a_draft(offers):
    finding = find_offers(Wanted(text="captages"))

    assert codes(finding) == ["captage", "toit"]
    assert finding.terms == {offers["captage"].pk: ("captag",), offers["toit"].pk: ("captag",)}
    assert codes(find_offers(Wanted(text="captages", topic="batiment"))) == ["toit"]


@pytest.mark.parametrize("text", ["zzzz", "le la", "\x00", "%_'"])
def test_find_by_words_that_nothing_holds_gives_nothing(offers, text):
    finding = find_offers(Wanted(text=text))

    assert (finding.offers, finding.total, finding.pages) == ([], 0, 1)
    assert not any(finding.counts.values())


@pytest.mark.parametrize(("number", "shown"), [(-1, 1), (1, 1), (2, 2), (9, 2)])
def test_find_gives_the_nearest_page_that_exists(offers, number, shown):
    finding = find_offers(Wanted(), number=number, size=3)

    assert (finding.number, finding.pages) == (shown, 2)
    assert codes(finding) == (["captage", "lagune", "tout"] if shown == 1 else ["toit"])


@pytest.mark.parametrize("item_count", [1, 3])
@pytest.mark.parametrize(
    ("wanted", "queries"), [(Wanted(), 1), (Wanted(text="lavoir", need=Need.FUNDING, topic="eau"), 4)]
)
def test_find_asks_a_constant_number_of_queries(themes, item_count, wanted, queries, django_assert_num_queries):
    for _ in range(item_count):
        offer = OfferFactory(title="Lavoir")
        offer.topics.add(themes["eau"])
        BeneficiaryFactory(offer=offer)
    rebuild_offer_index()

    with django_assert_num_queries(11):
        find_offers(Wanted())
    with django_assert_num_queries(queries):
        find_offers(wanted)
    with django_assert_num_queries(1):
        finding = find_offers(wanted)
    assert len([row for offer in finding.offers for row in offer.beneficiaries]) == item_count


def test_find_in_the_shipped_catalogue_gives_the_expected_aid_first():
    expected = {
        "DETR": "detr",
        "réseau de chaleur au bois": "fonds-chaleur",
        "rénovation energetique des batiments": "fonds-vert-renovation",
        "architecte conseil": "caue",
        "fuites d’eau potable": "agence-eau-potable",
        "monument historique": "monuments-historiques",
        "médiathèque": "dgd-bibliotheques",
        "éclairage public": "fonds-vert-eclairage",
        "piste cyclable": "fonds-vert-velo",
        "crèche": "caf-petite-enfance",
        "terrain multisport": "ans-equipements",
        "amendes de police": "amendes-de-police",
        "zero artificialisation": "mon-diagnostic-artificialisation",
    }
    call_command("catalogue")

    assert {text: codes(find_offers(Wanted(text=text)))[0] for text in expected} == expected


@pytest.mark.slow
def test_noise_finds_only_what_is_published(offers):
    published, found = {offer.pk for offer in published_offers()}, set()

    for number, noise in enumerate(noises(600)):
        finding = find_offers(Wanted(text=f"captage {noise}" if number % 3 else noise), number=1 + number % 2)
        assert len(finding.offers) <= finding.total <= len(published), ascii(noise)
        found.update(offer.pk for offer in finding.offers)

    assert found
    assert found <= published


class TestFilters:
    """Each filter beside the others."""

    TODAY = date(2026, 11, 22)

    def find(self, **wanted):
        return [offer.code for offer in find_offers(Wanted(**wanted), today=self.TODAY).offers]

    def test_audience_takes_what_nobody_said_to_be_for_others(self):
        BeneficiaryFactory(offer=OfferFactory(code="communes"), kind="commune")
        BeneficiaryFactory(offer=OfferFactory(code="regions"), kind="region")
        OfferFactory(code="inconnu")
        OfferFactory(code="entreprises", other_audiences=["entreprise"])

        assert self.find(audience="commune") == ["communes", "inconnu"]

    def test_phase_takes_what_serves_every_stage(self):
        OfferPhaseFactory(offer=OfferFactory(code="etude"), phase="etude")
        OfferPhaseFactory(offer=OfferFactory(code="operation"), phase="operation")
        OfferFactory(code="toutes")

        assert self.find(phase="etude") == ["etude", "toutes"]

    def test_forms_calls_charges_and_europe(self):
        OfferFactory(code="pret", forms=["pret"], is_charged=True)
        OfferFactory(code="appel", forms=["subvention"], is_call=True, european="sectorielle")

        assert self.find(form="pret") == ["pret"]
        assert self.find(call="oui") == self.find(free="oui") == self.find(european="oui") == ["appel"]

    def test_backer_and_programme(self):
        offer = OfferFactory(code="ademe", backer__code="ademe", programmes=["Fonds vert"])
        OfferFactory()
        finding = find_offers(Wanted(backer="ademe", programme="Fonds vert"), today=self.TODAY)

        assert [found.pk for found in finding.offers] == [offer.pk]
        assert finding.backers["ademe"] == offer.backer.name
        assert finding.counts["programme"] == {"Fonds vert": 1}

    def test_closed_offers_are_counted_and_shown_when_asked_for(self):
        OfferFactory(code="ouverte", closes_on=date(2026, 11, 22))
        OfferFactory(code="close", closes_on=date(2026, 11, 21))
        OfferFactory(code="permanente", closes_on=date(2020, 1, 1), recurrence="permanente")

        assert self.find() == ["ouverte", "permanente"]
        assert find_offers(Wanted(), today=self.TODAY).closed == 1
        assert self.find(closed=True) == ["ouverte", "close", "permanente"]

    def test_before_a_day_takes_what_never_ends(self):
        OfferFactory(code="decembre", closes_on=date(2026, 12, 31))
        OfferFactory(code="mars", closes_on=date(2027, 3, 31))
        OfferFactory(code="toujours")

        assert self.find(before=date(2026, 12, 31)) == ["decembre", "toujours"]

    def test_orders(self):
        for code, closes in (("tard", date(2027, 3, 1)), ("bientot", date(2026, 12, 1)), ("jamais", None)):
            OfferFactory(code=code, title=code, closes_on=closes)

        assert self.find(sort="echeance") == ["bientot", "tard", "jamais"]
        assert self.find(sort="titre") == ["bientot", "jamais", "tard"]

    def test_place_takes_what_is_open_there_even_in_part_or_unknown(self):
        ardeche, drome = TerritoryFactory(departement=True), TerritoryFactory(departement=True)
        privas = place(TerritoryFactory(population=8000), ardeche)
        small = Perimeter.objects.create(code="p", name="petites", nature="regle", population_max=999)
        park = Perimeter.objects.create(code="parc", name="parc", nature="ensemble", known=False)
        for code, field, value in (
            ("ardeche", "territories", ardeche),
            ("drome", "territories", drome),
            ("petites", "perimeters", small),
            ("parc", "perimeters", park),
        ):
            getattr(OfferFactory(code=code, national=False), field).add(value)
        OfferFactory(code="france")

        assert self.find(places=places_of([privas])) == ["ardeche", "france", "parc"]
        assert find_offers(Wanted(places=places_of([privas]))).unsure == {Offer.objects.get(code="parc").pk}
        assert find_offers(Wanted()).unsure == frozenset()

    def test_local_version_takes_the_place_of_its_model(self):
        ardeche, drome = TerritoryFactory(departement=True), TerritoryFactory(departement=True)
        model = OfferFactory(code="modele")
        OfferFactory(code="locale", national=False, generic=model).territories.add(ardeche)
        place(ardeche)
        place(drome)

        assert self.find(places=places_of([ardeche])) == ["locale"]
        assert self.find(places=places_of([drome])) == ["modele"]
