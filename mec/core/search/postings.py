"""The whole index of a kind, for those who compute on it in memory."""

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mec.core.search.models import IndexedDocument, Posting, Term
from mec.core.search.weighing import Weighed


@dataclass(frozen=True)
class Postings:
    """Columns that NumPy reads without copying (`numpy.frombuffer(postings.term, dtype="i4")`)."""

    terms: list[str]
    """In the order of the alphabet."""
    object_ids: "array[int]"
    """64 bits, ascending."""
    lengths: "array[int]"
    """Of each document: 32 bits, hundredths of a word."""
    term: "array[int]"
    """Of each posting: 32 bits, position in `terms`."""
    document: "array[int]"
    """Of each posting: 32 bits, position in `object_ids`."""
    frequency: "array[int]"
    """Of each posting: 32 bits, hundredths of a word."""


def postings_among(documents: Mapping[int, Weighed]) -> Postings:
    """Return the postings of documents that no table holds, as `postings_of` would of those that one does."""
    texts = sorted({term for each in documents.values() for term in each.frequencies})
    ranks = {text: rank for rank, text in enumerate(texts)}
    ids = sorted(documents)
    rows = sorted(
        (ranks[text], row, frequency)
        for row, object_id in enumerate(ids)
        for text, frequency in documents[object_id].frequencies.items()
    )
    columns = [array("i", column) for column in zip(*rows, strict=True)] or [array("i"), array("i"), array("i")]
    lengths = array("i", [documents[object_id].length for object_id in ids])
    return Postings(texts, array("q", ids), lengths, *columns)


def postings_of(kind: str, *, object_ids: Iterable[int] | None = None) -> Postings:
    """Read the documents of a kind and their postings, which lie together by term. Three queries.

    With `object_ids`, a row for each of them and no other: without words for one that is not indexed. A document
    written meanwhile may be left out: read its version before, and again when it has changed.
    """
    vocabulary = dict(Term.objects.filter(kind=kind).values_list("pk", "text"))
    texts = sorted(vocabulary.values())
    ranks = {text: rank for rank, text in enumerate(texts)}
    columns = {term_id: ranks[text] for term_id, text in vocabulary.items()}
    lengths = dict(IndexedDocument.objects.filter(kind=kind).values_list("object_id", "length"))
    ids = sorted(lengths if object_ids is None else set(object_ids))
    rows = {object_id: row for row, object_id in enumerate(ids)}
    term, document, frequency = array("i"), array("i"), array("i")
    postings = Posting.objects.filter(term__kind=kind).order_by("term_id", "object_id")
    for term_id, object_id, occurrences in postings.values_list("term_id", "object_id", "frequency").iterator(10_000):
        if term_id in columns and object_id in rows:
            term.append(columns[term_id])
            document.append(rows[object_id])
            frequency.append(occurrences)
    held = array("i", [lengths.get(object_id, 0) for object_id in ids])
    return Postings(texts, array("q", ids), held, term, document, frequency)
