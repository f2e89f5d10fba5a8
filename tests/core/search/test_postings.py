import numpy as np
import pytest

from mec.core.search.postings import postings_of
from mec.core.search.services import index_documents, remove_document
from mec.core.search.weighing import Source
from tests.core.search.corpus import make_sources

pytestmark = pytest.mark.django_db


def test_postings_of_a_kind():
    sources = [
        Source(9, {"title": ("École de Privas", 2)}),
        Source(4, {"title": ("École", 1)}, terms={"cantin": 0.5}),
        Source(5, {"title": ("", 1)}),
    ]
    index_documents(kind="aide", sources=sources)
    index_documents(kind="projet", sources=[Source(4, {"title": ("Piscine", 1)})])
    found = postings_of("aide")
    assert found.terms == ["cantin", "ecol", "priv"]
    assert list(found.object_ids) == [4, 5, 9]
    assert list(found.lengths) == [100, 0, 400]
    assert sorted(zip(found.term, found.document, found.frequency, strict=True)) == [
        (0, 0, 50),
        (1, 0, 100),
        (1, 2, 200),
        (2, 2, 200),
    ]


def test_postings_of_lie_together_by_term():
    index_documents(kind="aide", sources=make_sources(30))
    remove_document(kind="aide", object_id=3)
    term = postings_of("aide").term
    assert np.count_nonzero(np.diff(term)) + 1 == len(np.unique(term))


def test_postings_of_nothing():
    found = postings_of("aide")
    assert (found.terms, list(found.object_ids), list(found.term)) == ([], [], [])


def test_postings_of_query_count(django_assert_num_queries):
    index_documents(kind="aide", sources=make_sources(30))
    with django_assert_num_queries(3):
        postings_of("aide")
