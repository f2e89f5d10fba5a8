import random
import threading

import pytest
from django.db import connection, transaction

from mec.core.search.models import IndexedDocument, Posting, Term
from mec.core.search.services import (
    index_document,
    index_documents,
    prune_vocabulary,
    rebuild_index,
    remove_document,
    remove_documents,
)
from mec.core.search.weighing import Source, Weighed, weigh
from tests.core.search.corpus import make_sources, sentence

pytestmark = pytest.mark.django_db


def indexed(kind):
    postings = Posting.objects.filter(term__kind=kind).values_list("object_id", "term__text", "frequency", "length")
    documents = IndexedDocument.objects.filter(kind=kind).values_list("object_id", "length")
    return sorted(postings), sorted(documents)


def text_source(object_id, text):
    return Source(object_id, {"title": (text, 1)})


def test_index_document_writes_its_postings():
    index_document(kind="projet", object_id=7, fields={"title": ("École et cantine", 2)}, terms={"=scolaire": 0.5})
    assert indexed("projet") == (
        [(7, "=scolaire", 50, 400), (7, "cantin", 200, 400), (7, "ecol", 200, 400)],
        [(7, 400)],
    )


def test_index_document_again_replaces():
    index_document(kind="projet", object_id=7, fields={"title": ("École et cantine", 2)})
    index_document(kind="projet", object_id=7, fields={"title": ("École", 1), "description": ("piscine", 1)})
    assert indexed("projet") == ([(7, "ecol", 100, 200), (7, "piscin", 100, 200)], [(7, 200)])


def test_index_document_without_words():
    index_document(kind="projet", object_id=7, fields={"title": ("École", 1)})
    index_document(kind="projet", object_id=7, fields={"title": ("de la", 1)})
    assert indexed("projet") == ([], [(7, 0)])


def test_index_document_keeps_kinds_apart():
    index_document(kind="projet", object_id=7, fields={"title": ("École", 1)})
    index_document(kind="aide", object_id=7, fields={"title": ("École", 2)})
    remove_document(kind="aide", object_id=7)
    assert (indexed("projet"), indexed("aide")) == (([(7, "ecol", 100, 100)], [(7, 100)]), ([], []))


def test_index_document_follows_the_callers_transaction():
    with transaction.atomic():
        index_document(kind="projet", object_id=7, fields={"title": ("École", 1)})
        transaction.set_rollback(True)
    assert indexed("projet") == ([], [])


def test_index_documents_last_source_counts():
    assert index_documents(kind="projet", sources=[text_source(7, "École"), text_source(7, "Piscine")]) == 1
    assert indexed("projet") == ([(7, "piscin", 100, 100)], [(7, 100)])


def test_index_documents_of_several_batches():
    assert index_documents(kind="projet", sources=(text_source(number, "École") for number in range(1, 1202))) == 1201
    assert Posting.objects.filter(term__text="ecol", frequency=100, length=100).count() == 1201


def test_index_documents_weight_out_of_bounds_writes_nothing():
    with pytest.raises(ValueError, match="weight"):
        index_documents(kind="projet", sources=[text_source(1, "École"), Source(2, {"title": ("École", 0)})])
    assert indexed("projet") == ([], [])


def test_remove_documents_unknown_is_passed_over():
    index_documents(kind="projet", sources=[text_source(1, "École"), text_source(2, "École")])
    remove_documents(kind="projet", object_ids=[2, 3])
    assert indexed("projet") == ([(1, "ecol", 100, 100)], [(1, 100)])


def test_rebuild_index_forgets_the_others_and_their_words():
    index_documents(kind="projet", sources=[text_source(1, "École"), text_source(2, "Piscine")])
    assert rebuild_index(kind="projet", sources=[text_source(1, "École neuve"), text_source(3, "Halle")]) == 2
    assert indexed("projet")[1] == [(1, 200), (3, 100)]
    assert sorted(Term.objects.values_list("text", flat=True)) == ["ecol", "hall", "neuv"]


def test_prune_vocabulary_leaves_the_other_kinds():
    index_document(kind="projet", object_id=1, fields={"title": ("École", 1)})
    index_document(kind="aide", object_id=1, fields={"title": ("Piscine", 1)})
    remove_document(kind="projet", object_id=1)
    remove_document(kind="aide", object_id=1)
    assert prune_vocabulary(kind="projet") == 1
    assert list(Term.objects.values_list("kind", "text")) == [("aide", "piscin")]


def test_index_after_a_thousand_edits_equals_a_rebuild():
    source = random.Random(11)  # noqa: S311 -- reproducible edits
    current = {}
    for _ in range(1000):
        object_id = source.randint(1, 40)
        if source.random() < 0.2:
            remove_document(kind="projet", object_id=object_id)
            current.pop(object_id, None)
        else:
            current[object_id] = text_source(object_id, sentence(source, source.randint(0, 12)))
            index_documents(kind="projet", sources=[current[object_id]])
    rebuild_index(kind="neuf", sources=current.values())
    assert indexed("projet") == indexed("neuf")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite admits one writer at a time")
def test_index_document_does_not_wait_for_another_document():
    index_documents(kind="projet", sources=make_sources(50))
    failures = []

    def write_another():
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '1s'")
                index_documents(kind="projet", sources=make_sources(25, seed=3, first=26))
        except Exception as error:  # noqa: BLE001 -- handed to the main thread
            failures.append(error)
        finally:
            connection.close()

    with transaction.atomic():
        index_documents(kind="projet", sources=make_sources(25, seed=4))
        other = threading.Thread(target=write_another)
        other.start()
        other.join()
    assert failures == []
    expected = [*make_sources(25, seed=4), *make_sources(25, seed=3, first=26)]
    rebuild_index(kind="neuf", sources=expected)
    assert indexed("projet") == indexed("neuf")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite admits one writer at a time")
def test_index_document_by_many_at_once_stays_whole():
    start = threading.Barrier(4)
    failures = []

    def write(seed):
        try:
            start.wait()
            for source in make_sources(30, seed=seed):
                index_documents(kind="projet", sources=[source])
        except Exception as error:  # noqa: BLE001 -- handed to the main thread
            failures.append(error)
        finally:
            connection.close()

    writers = [threading.Thread(target=write, args=[seed]) for seed in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failures == []
    candidates = [[weigh(source) for source in make_sources(30, seed=seed)] for seed in range(4)]
    postings, documents = indexed("projet")
    for object_id, length in documents:
        found = Weighed({text: count for owner, text, count, _ in postings if owner == object_id}, length)
        assert found in [written[object_id - 1] for written in candidates]
        assert {each for owner, _, _, each in postings if owner == object_id} == {length}
    assert [object_id for object_id, _ in documents] == list(range(1, 31))
