from dataclasses import replace

import pytest

from mec.core.search.queries import search
from mec.offers.enums import OfferStatus
from mec.offers.index import KIND, index_offers, rebuild_offer_index, source_of
from mec.offers.models import Offer
from mec.offers.queries import with_details
from mec.offers.services import load_catalogue
from tests.factories.offers import OfferFactory
from tests.factories.taxonomy import TopicFactory
from tests.offers.test_services import ENTRY, catalogue

pytestmark = pytest.mark.django_db


def found(text):
    codes = dict(Offer.objects.values_list("pk", "code"))
    return [codes[hit.object_id] for hit in search(KIND, text)]


def test_source_holds_the_words_of_the_offer_and_implies_those_of_its_topics():
    offer = OfferFactory(title="Financer", short_title="DETR", backer__name="L’État", description="Deux mots.")
    offer.topics.add(TopicFactory(code="friche", label="Friche"))

    source = source_of(with_details(Offer.objects.all()).get())

    assert {name: text for name, (text, _) in source.fields.items()} == {
        "title": "Financer DETR",
        "topics": "Friche",
        "summary": "Une aide pour essayer.",
        "backer": "L’État",
        "description": "Deux mots.",
    }
    assert "friche industrielle" in source.expansion


def test_load_indexes_what_it_adds_and_changes():
    TopicFactory(code="friche")
    load_catalogue(catalogue=catalogue(ENTRY))
    assert found("investissement") == ["detr"]

    load_catalogue(catalogue=catalogue(replace(ENTRY, title="Restaurer un lavoir")))

    assert found("investissement") == []
    assert found("lavoirs") == ["detr"]


def test_load_forgets_what_it_withdraws():
    TopicFactory(code="friche")
    load_catalogue(catalogue=catalogue(ENTRY))

    load_catalogue(catalogue=catalogue())

    assert found("investissement") == []


def test_index_holds_published_offers_only():
    for status in OfferStatus:
        OfferFactory(code=status, title="Lavoir", status=status)

    index_offers(list(OfferStatus))

    assert found("lavoir") == [OfferStatus.PUBLISHED]


def test_rebuild_indexes_published_offers_and_forgets_the_others():
    OfferFactory(code="nouvelle", title="Lavoir")
    gone = OfferFactory(code="partie", title="Lavoir ancien")
    index_offers(["partie"])
    Offer.objects.filter(pk=gone.pk).update(status=OfferStatus.WITHDRAWN)

    assert rebuild_offer_index() == 1
    assert found("lavoir") == ["nouvelle"]
