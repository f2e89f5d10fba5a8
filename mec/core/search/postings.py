"""The whole index of a kind, for those who compute on it in memory."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from mec.core.search.models import IndexedDocument, Posting, Term
from mec.core.search.weighing import Weighed

Column = npt.NDArray[np.int32]
Ids = npt.NDArray[np.int64]
_TRIPLE: Any = np.dtype((np.int64, 3))


@dataclass(frozen=True)
class Postings:
    """Columns; the postings of a term lie together, by document."""

    terms: list[str]
    """In the order of the alphabet."""
    object_ids: Ids
    """Ascending."""
    lengths: Column
    """Of each document, in hundredths of a word."""
    term: Column
    """Of each posting: position in `terms`."""
    document: Column
    """Of each posting: position in `object_ids`."""
    frequency: Column
    """Of each posting, in hundredths of a word."""


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
    columns = np.array(rows, dtype=np.int32).reshape(-1, 3).T.copy()
    lengths = np.array([documents[object_id].length for object_id in ids], dtype=np.int32)
    return Postings(texts, np.array(ids, dtype=np.int64), lengths, *columns)


def postings_of(kind: str, *, object_ids: Iterable[int] | None = None) -> Postings:
    """Read the documents of a kind and their postings. Three queries.

    With `object_ids`, a row for each of them and no other: without words for one that is not indexed. A document
    written meanwhile may be left out: read its version before, and again when it has changed.
    """
    vocabulary = dict(Term.objects.filter(kind=kind).values_list("pk", "text"))
    texts = sorted(vocabulary.values())
    ranks = {text: rank for rank, text in enumerate(texts)}
    lengths = dict(IndexedDocument.objects.filter(kind=kind).values_list("object_id", "length"))
    ids = np.array(sorted(lengths if object_ids is None else set(object_ids)), dtype=np.int64)
    term_ids = np.array(sorted(vocabulary), dtype=np.int64)
    rank_of = np.array([ranks[vocabulary[pk]] for pk in sorted(vocabulary)], dtype=np.int32)
    postings = Posting.objects.filter(term__kind=kind).values_list("term_id", "object_id", "frequency")
    read = np.fromiter(postings.iterator(), dtype=_TRIPLE)
    term, known = _positions(term_ids, read[:, 0])
    document, wanted = _positions(ids, read[:, 1])
    kept = np.flatnonzero(known & wanted)
    kept = kept[np.lexsort((document[kept], term[kept]))]
    return Postings(
        texts,
        ids,
        np.array([lengths.get(int(pk), 0) for pk in ids], dtype=np.int32),
        rank_of[term[kept]],
        document[kept].astype(np.int32),
        read[kept, 2].astype(np.int32),
    )


def _positions(among: Ids, values: Ids) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.bool_]]:
    """Return where each value stands among sorted ones, and whether it does."""
    if not len(among):
        return np.zeros(len(values), dtype=np.intp), np.zeros(len(values), dtype=np.bool_)
    at = np.minimum(np.searchsorted(among, values), len(among) - 1)
    return at, among[at] == values
