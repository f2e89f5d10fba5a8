"""Keep the index: called by the services that write what is indexed, in their transaction.

Rights are theirs to check. Concurrent writers wait for each other on a document that both change, and otherwise only
on a word that is new to the vocabulary.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice
from typing import TypeVar

from django.db import connection, transaction
from django.db.models import Count, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from mec.core.db import insert_rows, locked
from mec.core.search.models import Census, IndexedDocument, Posting, Term
from mec.core.search.weighing import Fields, Source, Weighed, weigh

T = TypeVar("T")
_BATCH = 500


def index_document(*, kind: str, object_id: int, fields: Fields, terms: Mapping[str, float] | None = None) -> None:
    """Index one object, in place of what was indexed of it."""
    index_documents(kind=kind, sources=[Source(object_id, fields, terms or {})])


def index_documents(*, kind: str, sources: Iterable[Source]) -> int:
    """Index many objects and return how many; read as they come, one transaction per batch of 500.

    Of two sources for one object the last counts within a batch.
    """
    count = 0
    for batch in _batches(sources):
        weighed = {source.object_id: weigh(source) for source in batch}
        _write(kind, dict(sorted(weighed.items())))
        count += len(weighed)
    return count


@transaction.atomic
def remove_documents(*, kind: str, object_ids: Collection[int]) -> None:
    """Forget objects; those that are not indexed are passed over."""
    _delete_postings(kind, object_ids)
    IndexedDocument.objects.filter(kind=kind, object_id__in=object_ids).delete()


def remove_document(*, kind: str, object_id: int) -> None:
    remove_documents(kind=kind, object_ids=[object_id])


def rebuild_index(*, kind: str, sources: Iterable[Source]) -> int:
    """Index `sources`, forget the other objects that were indexed of the kind, and return how many sources there were.

    An object written since its source was read must be indexed again afterwards.
    """
    known = set(IndexedDocument.objects.filter(kind=kind).values_list("object_id", flat=True))
    seen: set[int] = set()

    def noted() -> Iterator[Source]:
        for source in sources:
            seen.add(source.object_id)
            yield source

    index_documents(kind=kind, sources=noted())
    for batch in _batches(sorted(known - seen)):
        remove_documents(kind=kind, object_ids=batch)
    prune_vocabulary(kind=kind)
    return len(seen)


@transaction.atomic
def prune_vocabulary(*, kind: str) -> int:
    """Forget the words that no document holds any more, and return how many there were.

    So that what was erased leaves no trace. It waits for the writers at work and they for it: each writes its document
    before it reads the vocabulary, so that no word goes that somebody is about to use.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE search_document IN SHARE MODE")
    used = Posting.objects.filter(term__kind=kind).values("term_id")
    return Term.objects.filter(kind=kind).exclude(pk__in=used).delete()[0]


@transaction.atomic
def take_census(*, kind: str) -> int:
    """Count the documents of a kind and who holds each word, for the searches of large sets; return the former."""
    size = IndexedDocument.objects.filter(kind=kind).aggregate(documents=Count("object_id"), length=Sum("length"))
    held = Posting.objects.filter(term_id=OuterRef("pk")).order_by().values("term_id")
    counted = Subquery(held.annotate(count=Count("object_id")).values("count"))
    Term.objects.filter(kind=kind).update(holders=Coalesce(counted, 0))
    if size["documents"]:
        Census.objects.update_or_create(kind=kind, defaults={**size, "length": max(1, size["length"])})
    else:
        Census.objects.filter(kind=kind).delete()
    return int(size["documents"])


@transaction.atomic
def _write(kind: str, weighed: dict[int, Weighed]) -> None:
    IndexedDocument.objects.bulk_create(
        [IndexedDocument(kind=kind, object_id=object_id, length=0) for object_id in weighed], ignore_conflicts=True
    )
    _delete_postings(kind, weighed)
    ids = _term_ids(kind, {term for each in weighed.values() for term in each.frequencies})
    insert_rows(
        Posting,
        ("term_id", "object_id", "frequency", "length"),
        sorted(
            (ids[term], object_id, frequency, each.length)
            for object_id, each in weighed.items()
            for term, frequency in each.frequencies.items()
        ),
    )
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE search_document SET length = %s, terms = %s WHERE kind = %s AND object_id = %s",
            [
                (each.length, " ".join(str(ids[term]) for term in each.frequencies), kind, object_id)
                for object_id, each in weighed.items()
            ],
        )


def _delete_postings(kind: str, object_ids: Collection[int]) -> None:
    """Delete the postings of documents, which stay locked until the end of the transaction."""
    documents = locked(IndexedDocument.objects.filter(kind=kind, object_id__in=object_ids)).order_by("object_id")
    with connection.cursor() as cursor:
        for object_id, terms in documents.values_list("object_id", "terms"):
            if terms:
                ids = ", ".join(terms.split())
                cursor.execute(f"DELETE FROM search_posting WHERE object_id = %s AND term_id IN ({ids})", [object_id])  # noqa: S608 -- our own ids


def _term_ids(kind: str, texts: Collection[str]) -> dict[str, int]:
    ids: dict[str, int] = {}
    for batch in _batches(sorted(texts)):
        ids.update(_known_ids(kind, batch))
    for batch in _batches(text for text in sorted(texts) if text not in ids):
        Term.objects.bulk_create([Term(kind=kind, text=text, prefix=text[:2]) for text in batch], ignore_conflicts=True)
        ids.update(_known_ids(kind, batch))
    return ids


def _known_ids(kind: str, texts: Collection[str]) -> Iterator[tuple[str, int]]:
    return Term.objects.filter(kind=kind, text__in=texts).values_list("text", "pk").iterator()


def _batches(rows: Iterable[T]) -> Iterator[list[T]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, _BATCH)):
        yield batch
