"""The whole index of a kind, for those who compute on it in memory."""

from array import array
from dataclasses import dataclass

from mec.core.search.models import IndexedDocument, Posting, Term


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


def postings_of(kind: str) -> Postings:
    """Read the documents of a kind and their postings, which lie together by term. Three queries.

    A document written meanwhile may be left out: read its version before, and again when it has changed.
    """
    vocabulary = dict(Term.objects.filter(kind=kind).values_list("pk", "text"))
    texts = sorted(vocabulary.values())
    ranks = {text: rank for rank, text in enumerate(texts)}
    columns = {term_id: ranks[text] for term_id, text in vocabulary.items()}
    documents = list(IndexedDocument.objects.filter(kind=kind).order_by("object_id").values_list("object_id", "length"))
    rows = {object_id: row for row, (object_id, _) in enumerate(documents)}
    term, document, frequency = array("i"), array("i"), array("i")
    postings = Posting.objects.filter(term__kind=kind).order_by("term_id", "object_id")
    for term_id, object_id, occurrences in postings.values_list("term_id", "object_id", "frequency").iterator(10_000):
        if term_id in columns and object_id in rows:
            term.append(columns[term_id])
            document.append(rows[object_id])
            frequency.append(occurrences)
    lengths = array("i", [length for _, length in documents])
    return Postings(texts, array("q", rows), lengths, term, document, frequency)
