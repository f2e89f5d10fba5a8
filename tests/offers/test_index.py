from dataclasses import replace

import pytest

from mec.core.search.queries import search
from mec.offers.enums import OfferStatus
from mec.offers.index import (
    DECLARED_WEIGHT,
    KIND,
    OfferText,
    index_offers,
    rebuild_offer_index,
    source_of,
    text_of,
)
from mec.offers.models import Offer
from mec.offers.queries import with_details
from mec.offers.services import load_catalogue
from mec.taxonomy.thesaurus import concept_term, thesaurus
from tests.factories.offers import OfferFactory
from tests.factories.taxonomy import TopicFactory
from tests.offers.test_services import ENTRY, catalogue

pytestmark = pytest.mark.django_db


def found(text):
    codes = dict(Offer.objects.values_list("pk", "code"))
    return [codes[hit.object_id] for hit in search(KIND, text)]


def test_source_holds_the_words_of_the_offer_and_means_its_topics():
    offer = OfferFactory(title="Financer", short_title="DETR", backer__name="L’État", description="Deux mots.")
    offer.topics.add(TopicFactory(code="friche", label="Friche"))

    offer = with_details(Offer.objects.all()).get()
    source = source_of(offer.pk, text_of(offer))

    assert {name: text for name, (text, _) in source.fields.items() if text} == {
        "title": "Financer DETR",
        "topics": "Friche",
        "summary": "Une aide pour essayer.",
        "backer": "L’État",
        "description": "Deux mots.",
    }
    assert source.terms["#friche"] == DECLARED_WEIGHT


def test_source_means_what_its_words_say_most_in_the_title():
    text = OfferText(title="Restaurer un lavoir", description="<p>Une <b>médiathèque</b> aussi.</p>")

    terms = source_of(1, text).terms

    said = {word: thesaurus().mentions(word)[0].concept for word in ("lavoir", "médiathèque")}
    assert terms[concept_term(said["lavoir"])] > terms[concept_term(said["médiathèque"])] > 0


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
