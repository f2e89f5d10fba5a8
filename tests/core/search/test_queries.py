import hashlib

import bm25s
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.noise import noises
from mec.core.search.models import Posting
from mec.core.search.queries import MOST_TERMS, rank, search
from mec.core.search.services import index_document, index_documents, remove_documents
from mec.core.search.weighing import K1, B, Source
from mec.core.text import quotations, tokens
from mec.territories.models import Territory
from tests.core.search.corpus import make_queries, make_sources

pytestmark = pytest.mark.django_db

DIGEST = "1142de56a0d0ffa5bfe5a1e838318c528d71246cd7c045d8aa6203e3e74589e4"
"""Of the answers of `test_rank_is_the_same_on_every_engine`; it changes with the analyser and with the formula."""


def index_texts(*texts, first=1):
    sources = [Source(object_id, {"title": (text, 1)}) for object_id, text in enumerate(texts, first)]
    index_documents(kind="projet", sources=sources)


def make_visible(*object_ids):
    """Return the query set of objects of these ids."""
    rows = [Territory(pk=object_id, kind="commune", code=str(object_id), name="Visible") for object_id in object_ids]
    Territory.objects.bulk_create(rows)
    return Territory.objects.filter(name="Visible")


def found_ids(text, **options):
    return [hit.object_id for hit in search("projet", text, **options)]


def test_search_any_word_best_first():
    index_texts("Piscine", "École et cantine", "École", "Une cantine pour l’école rénovée et accessible")
    assert found_ids("cantine de l’école") == [2, 4, 3]


def test_search_rare_words_weigh_more():
    index_texts("École", "École", "École", "Captage")
    assert found_ids("école captage") == [4, 1, 2, 3]


def test_search_title_weighs_as_declared():
    index_document(kind="projet", object_id=1, fields={"title": ("Halle", 4), "description": ("Une école", 1)})
    index_document(kind="projet", object_id=2, fields={"title": ("École", 4), "description": ("Une halle", 1)})
    assert found_ids("école") == [2, 1]


def test_search_equals_by_id():
    index_texts(*["École communale"] * 30)
    assert found_ids("école communale", limit=None) == list(range(1, 31))


def test_search_pages():
    index_texts(*["École"] * 5)
    assert (found_ids("école", limit=2), found_ids("école", limit=2, offset=2)) == ([1, 2], [3, 4])


def test_search_says_which_terms_matched_rarest_first():
    index_texts("École et cantine", "École")
    [hit, _] = search("projet", "école, piscine et cantines")
    assert hit.terms == ("cantin", "ecol")
    assert quotations("École et cantine", hit.terms) == ["École et cantine"]


@pytest.mark.parametrize("text", ["", "de la", "zzz", "?", "\x00", "'", "%", '"', "\ud800"])
def test_search_without_answer(text):
    index_texts("École")
    assert search("projet", text) == []


def test_search_empty_index():
    assert search("projet", "école", complete=True) == []


def test_search_is_of_one_kind():
    index_texts("École")
    index_document(kind="aide", object_id=8, fields={"title": ("École", 1)})
    assert [hit.object_id for hit in search("aide", "école")] == [8]


def test_search_finds_at_once_what_was_written():
    index_texts("École")
    index_texts("Piscine")
    assert (found_ids("école"), found_ids("piscine")) == ([], [1])


def test_search_very_long_text():
    index_texts("École")
    assert found_ids("mot " * 3000 + " ".join(f"mot{number}" for number in range(MOST_TERMS - 2)) + " école") == [1]
    assert found_ids(" ".join(f"mot{number}" for number in range(MOST_TERMS)) + " école") == []


def test_search_misspelt_word():
    index_texts("Columbarium", "École")
    [hit] = search("projet", "colombarium")
    assert (hit.object_id, hit.terms) == (1, ("columbarium",))


def test_search_never_corrects_a_known_word():
    index_texts("Salle", "Salon", "Halle")
    assert found_ids("salle") == [1]


def test_search_completes_the_last_word():
    index_texts("Médiathèque", "École", "Médiation")
    assert found_ids("école médiath", complete=True) == [2, 1]
    assert found_ids("med", complete=True) == [1, 3]
    assert found_ids("med ", complete=True) == []


def test_search_completes_a_grammar_word_being_typed():
    index_texts("Lessive", "École")
    assert found_ids("école les", complete=True) == [2, 1]


def test_search_whole_word_before_its_completions():
    index_texts("Écologie", "École")
    assert found_ids("écol", complete=True) == [2, 1]


@pytest.mark.parametrize(
    ("text", "options", "queries"),
    [
        ("école rénovée", {}, 4),
        ("école renov", {"complete": True}, 6),
        ("école rénovée", {"complete": True}, 7),
        ("ecolle", {}, 7),
        ("ecolle rénovée", {}, 8),
        ("zzz", {}, 1),
        ("", {}, 0),
    ],
)
def test_search_query_count(django_assert_num_queries, text, options, queries):
    index_documents(kind="projet", sources=make_sources(50))
    visible = make_visible(*range(1, 51))
    with django_assert_num_queries(queries):
        search("projet", text, **options)
    with django_assert_num_queries(queries):
        search("projet", text, within=visible, **options)


def test_search_within_no_object():
    index_texts("École")
    assert found_ids("école", within=Territory.objects.none()) == []
    assert found_ids("école", within=Territory.objects.all()) == []


def test_search_within_accepts_any_query_set():
    index_texts(*["École"] * 6)
    visible = make_visible(2, 4, 6)
    assert found_ids("école", within=visible.order_by("name")) == [2, 4, 6]
    assert found_ids("école", within=visible.filter(containments_out__isnull=True).distinct()) == [2, 4, 6]
    assert found_ids("école", within=visible.values("pk")) == [2, 4, 6]
    assert found_ids("école", within=visible.order_by("-pk")[:2]) == [4, 6]


def test_search_invisible_documents_change_nothing():
    index_documents(kind="projet", sources=make_sources(60))
    visible = make_visible(*range(1, 61))
    asked = [*make_queries(20), "colombarium", "éc", "médiatèque", "rénovati", "zzyzx"]

    def answers():
        return [
            search("projet", text, within=visible, limit=None, complete=complete)
            for text in asked
            for complete in (False, True)
        ]

    before = answers()
    index_documents(kind="projet", sources=make_sources(200, seed=5, first=1000))
    index_texts("columbarium", "écologie", "médiatèques", "zzyzx", *["école " * 50] * 20, first=5000)
    assert search("projet", "zzyzx") != []
    assert answers() == before
    assert [search("projet", text, limit=None) for text in asked] != before[::2]


def test_search_within_ranks_as_if_alone():
    index_documents(kind="projet", sources=make_sources(200))
    visible = make_visible(*range(1, 101))
    among_others = [search("projet", text, within=visible) for text in make_queries(10)]
    remove_documents(kind="projet", object_ids=range(101, 201))
    assert among_others == [search("projet", text) for text in make_queries(10)]


def test_rank_agrees_with_the_oracle():
    sources = make_sources(400)
    index_documents(kind="projet", sources=sources)
    repeated = [
        [term for text, weight in source.fields.values() for term in tokens(text) * weight] for source in sources
    ]
    oracle = bm25s.BM25(method="lucene", k1=K1, b=B)
    oracle.index(repeated, show_progress=False)
    for text in make_queries(60):
        terms = tokens(text)
        scores = oracle.get_scores([term for term in terms if term in oracle.vocab_dict])
        hits = rank("projet", {term: terms.count(term) for term in terms}, limit=20)
        assert [hit.score for hit in hits] == pytest.approx([scores[hit.object_id - 1] for hit in hits], abs=1e-3)
        assert [hit.score for hit in hits] == pytest.approx(sorted(scores, reverse=True)[: len(hits)], abs=1e-3)


def test_rank_is_the_same_on_every_engine():
    index_documents(kind="projet", sources=make_sources(500))
    visible = make_visible(*range(1, 501, 3))
    answers = [
        (hit.object_id, hit.score, hit.terms)
        for text in make_queries(100)
        for within in (None, visible)
        for hit in search("projet", text, within=within)
    ]
    assert len(answers) == 4000
    assert hashlib.sha256(repr(answers).encode()).hexdigest() == DIGEST


def test_rank_weighs_each_term():
    index_texts("École", "Piscine")
    assert [hit.object_id for hit in rank("projet", {"ecol": 1, "piscin": 2})] == [2, 1]
    assert rank("projet", {"ecol": 2})[0].score == pytest.approx(2 * rank("projet", {"ecol": 1})[0].score, abs=1e-4)


def test_rank_more_terms_than_a_mark_holds():
    words = [f"mot{number}" for number in range(75)]
    index_texts(" ".join(words), words[-1])
    first, second = rank("projet", dict.fromkeys(words, 1))
    assert (sorted(first.terms), second.terms) == (sorted(words), (words[-1],))


def test_rank_nothing():
    index_texts("École")
    assert rank("projet", {}) == []


@pytest.mark.parametrize("weight", [0, -1, 101, float("nan")])
def test_rank_weight_out_of_bounds(weight):
    with pytest.raises(ValueError, match="weights"):
        rank("projet", {"ecol": weight})


@given(text=st.text(max_size=300))
def test_search_never_raises(text):
    index_texts("École", text)
    for complete in (False, True):
        search("projet", text, complete=complete, within=Territory.objects.all())
    assert (2 in found_ids(text)) == bool(tokens(text))


@pytest.mark.slow
def test_search_a_thousand_noises_never_raises():
    """Among documents made of them; the bench asks ten thousand of a whole country."""
    texts = list(noises(1_000))
    index_texts(*texts)
    assert Posting.objects.exists()
    for number, noise in enumerate(texts):
        search("projet", noise, complete=number % 4 < 2)
