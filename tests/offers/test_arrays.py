"""The index in memory says what the tables say, on either engine."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mec.core.search.postings import postings_among, postings_of
from mec.core.search.queries import rank, search
from mec.core.search.weighing import weigh
from mec.offers.arrays import OfferIndex, offer_index
from mec.offers.index import KIND, OfferText, rebuild_offer_index, source_of, text_of
from mec.offers.models import Offer
from mec.offers.queries import published_offers, with_details
from mec.offers.services import load_catalogue
from mec.recommendations.evaluation import read_judged
from mec.recommendations.relevance import points_of, question_of
from mec.taxonomy.services import load_topics
from mec.taxonomy.thesaurus import topic_term
from tests.factories.offers import OfferFactory

pytestmark = pytest.mark.django_db

JUDGED = read_judged(Path(__file__).parents[1] / "relevance" / "judged.json")
ALIKE = 1e-3
"""The tables add up whole numbers: what differs by less is equal."""


@pytest.fixture
def _catalogue():
    load_topics()
    load_catalogue()


def in_memory():
    offers = with_details(published_offers())
    return OfferIndex(postings_among({offer.pk: weigh(source_of(offer.pk, text_of(offer))) for offer in offers}))


def first_twenty(index, question):
    order = np.argsort(-np.round(points_of(index, question), 9), kind="stable")[:20]
    return index.object_ids[order].tolist()


@pytest.mark.usefixtures("_catalogue")
def test_words_rank_as_the_search_in_the_tables_does():
    index = offer_index(published_offers().values_list("pk", flat=True))

    for project in JUDGED:
        words = question_of(project.facts(with_categories=False)).words
        scores = dict(zip(index.object_ids.tolist(), index.words(words).tolist(), strict=True))
        hits = rank(KIND, words, limit=20)
        unit = hits[0].score / scores[hits[0].object_id]
        expected = sorted((pk for pk in scores if scores[pk]), key=lambda pk: (-scores[pk], pk))[:20]

        assert [scores[hit.object_id] * unit for hit in hits] == pytest.approx(
            [scores[pk] * unit for pk in expected], abs=ALIKE
        )
        assert [hit.score for hit in hits] == pytest.approx([scores[hit.object_id] * unit for hit in hits], abs=ALIKE)


TYPED = (
    *("rénovation energetique des batiments", "renovatoin ecole", "fuites d’eau potable", "chaufferie boiss"),
    *("", "le la", "zzzz", "x" * 300, "a", "école école école", "pistte cyclablle"),
)


@pytest.mark.usefixtures("_catalogue")
def test_what_is_typed_finds_what_the_search_in_the_tables_does():
    index = offer_index(published_offers().values_list("pk", flat=True))

    for text in (*TYPED, *(project.title for project in JUDGED)):
        ranking = index.search(text, implied={})
        found = [(int(index.object_ids[row]), ranking.terms_of(row)) for row in ranking.rows]

        assert found == [(hit.object_id, hit.terms) for hit in search(KIND, text, limit=None)], text


def test_what_a_text_means_finds_without_being_one_of_its_words():
    sources = [source_of(1, OfferText("Lavoir")), source_of(2, OfferText("Pont", topics={"friche": "Friches"}))]
    index = OfferIndex(postings_among({source.object_id: weigh(source) for source in sources}))

    ranking = index.search("zzzz", implied={topic_term("friche"): 1.0})

    assert [(row, ranking.terms_of(row)) for row in ranking.rows] == [(1, ())]


@pytest.mark.usefixtures("_catalogue")
def test_tables_and_memory_give_the_same_first_twenty():
    stored, made = offer_index(published_offers().values_list("pk", flat=True)), in_memory()

    for project in JUDGED:
        question = question_of(project.facts(with_categories=True))
        first, other = (
            np.argsort(-np.round(points_of(index, question), 9), kind="stable")[:20] for index in (stored, made)
        )
        assert stored.object_ids[first].tolist() == made.object_ids[other].tolist(), project.pid


def test_an_offer_that_is_not_indexed_has_its_row_without_words():
    indexed, late = OfferFactory(title="Lavoir"), OfferFactory(title="Lavoir")
    rebuild_offer_index()
    newest = OfferFactory(title="Lavoir")

    index = offer_index([newest.pk, indexed.pk])

    assert index.object_ids.tolist() == [indexed.pk, newest.pk]
    assert late.pk not in index.rows
    found = index.words({"lavoir": 1.0})
    assert found[index.rows[indexed.pk]] > found[index.rows[newest.pk]] == 0


def test_an_offer_saved_a_second_ago_is_found():
    offer = OfferFactory(code="neuve", title="Columbarium")
    rebuild_offer_index()
    Offer.objects.filter(pk=offer.pk).update(title="Piscine")
    rebuild_offer_index()

    index = offer_index([offer.pk])

    assert (index.words({"piscin": 1.0})[0] > 0, index.words({"columbarium": 1.0})[0]) == (True, 0)


def test_nothing_is_like_an_empty_catalogue():
    index = OfferIndex(postings_of(KIND))

    assert index.words({"lavoir": 1.0}).tolist() == index.meaning({topic_term("friche"): 1.0}).tolist() == []


TEXTS = st.text(alphabet="lavoir pont école ’<>&é\n", max_size=60)


@given(st.lists(TEXTS, min_size=1, max_size=5), TEXTS)
def test_shares_stay_between_nothing_and_everything(titles, asked):
    sources = (source_of(number, OfferText(title)) for number, title in enumerate(titles))
    index = OfferIndex(postings_among({source.object_id: weigh(source) for source in sources}))
    question = question_of(JUDGED[0].facts(with_categories=False))
    typed = dict.fromkeys(asked.split(), 1.0)

    for found in (index.words(typed), index.words(question.words), index.meaning(question.meaning)):
        assert found.shape == (len(titles),)
        assert ((found >= 0) & (found <= 1 + 1e-9)).all()


def test_html_of_an_offer_is_read_without_its_tags():
    source = source_of(
        1, OfferText("Aide", description="<p onclick='lavoir()'>Un <b>pont</b> &amp; une <script>x</script></p>")
    )

    assert "pont" in weigh(source).frequencies
    assert not {"onclick", "script", "lavoir", "amp"} & weigh(source).frequencies.keys()
