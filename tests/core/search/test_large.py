"""Sets too large to be counted at each search: the last census ranks them, and each object found is checked."""

import pytest

from mec.core.search import within as reaches
from mec.core.search.models import Census, Term
from mec.core.search.queries import Visible, rank, search
from mec.core.search.ranking import _WINDOW
from mec.core.search.services import index_documents, remove_documents, take_census
from mec.core.search.tasks import count_again
from mec.core.search.weighing import Source
from mec.territories.models import Territory
from tests.core.search.corpus import make_queries, make_sources

pytestmark = pytest.mark.django_db
MANY = 700


@pytest.fixture(autouse=True)
def few(monkeypatch):
    monkeypatch.setattr(reaches, "FEW", 50)


@pytest.fixture
def corpus(db):
    rows = [
        Territory(pk=pk, kind="commune", code=str(pk), name="Visible" if pk % 3 else "Caché") for pk in range(1, MANY)
    ]
    Territory.objects.bulk_create(rows)
    index_documents(kind="projet", sources=make_sources(MANY - 1))
    take_census(kind="projet")


def visible(rows, *, many=False):
    ids = rows.values("pk")
    return Visible(ids, lambda some: rows.filter(pk__in=some).values("pk"), many=many)


@pytest.mark.parametrize("many", [False, True])
def test_large_set_is_ranked_as_the_whole_kind_without_what_is_hidden(corpus, many):
    rows = Territory.objects.filter(name="Visible")
    shown = set(rows.values_list("pk", flat=True))
    for text in make_queries(20):
        everything = [hit for hit in search("projet", text, limit=None) if hit.object_id in shown]
        found = search("projet", text, within=visible(rows, many=many), limit=None)
        if len(found) <= _WINDOW:
            assert found == [hit for hit in everything if hit in found]
        assert {hit.object_id for hit in found} <= shown


def test_whole_kind_and_large_set_agree(corpus):
    text = "rénover la cantine"
    whole = visible(Territory.objects.all())
    assert search("projet", text, within=whole) == search("projet", text)


def test_pages_of_a_large_set_follow_each_other(corpus):
    within = visible(Territory.objects.filter(name="Visible"))
    at_once = search("projet", "école mairie", within=within, limit=60)
    by_pages = [
        hit for offset in range(0, 60, 20) for hit in search("projet", "école mairie", within=within, offset=offset)
    ]
    assert [hit.object_id for hit in by_pages] == [hit.object_id for hit in at_once]
    assert len({hit.object_id for hit in at_once}) == 60


def test_small_set_is_counted_exactly(corpus):
    rows = Territory.objects.filter(pk__lte=40)
    assert search("projet", "école", within=visible(rows)) == search("projet", "école", within=rows)


def test_large_set_without_census_is_counted_exactly(corpus):
    Census.objects.all().delete()
    rows = Territory.objects.filter(name="Visible")
    assert search("projet", "école", within=visible(rows, many=True)) == search("projet", "école", within=rows)


def test_common_words_alone_still_find(corpus):
    found = rank("projet", {"renov": 1}, within=visible(Territory.objects.filter(name="Visible"), many=True))
    assert len(found) == 20


def test_word_newer_than_the_census_is_found(corpus):
    index_documents(kind="projet", sources=[Source(1, {"title": ("Columbarium", 1)})])
    [hit] = search("projet", "columbarium", within=visible(Territory.objects.filter(name="Visible"), many=True))
    assert hit.object_id == 1


def test_large_set_query_count(corpus, django_assert_num_queries):
    within = visible(Territory.objects.filter(name="Visible"), many=True)
    with django_assert_num_queries(6):
        search("projet", "école rénovée", within=within)
    with django_assert_num_queries(0):
        search("projet", "", within=within)


def test_census_counts_what_is_there(corpus):
    remove_documents(kind="projet", object_ids=range(1, 101))
    held = dict(Term.objects.values_list("text", "holders"))
    count_again.call()
    assert Census.objects.get().documents == MANY - 101
    assert sum(Term.objects.values_list("holders", flat=True)) < sum(held.values())


def test_census_of_nothing_is_none(corpus):
    remove_documents(kind="projet", object_ids=range(1, MANY))
    assert take_census(kind="projet") == 0
    assert not Census.objects.exists()
