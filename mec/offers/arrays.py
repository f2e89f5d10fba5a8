"""The index of the offers in memory, as arrays: what a project resembles, in a millisecond for the whole catalogue.

Made from the postings of `core.search`, which the writer of an offer keeps in its own transaction. The words weigh as
they do in a search (`core.search.weighing`); a test compares both rankings.
"""

from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt

from mec.core.search.postings import Postings, postings_of
from mec.core.search.weighing import WEIGHT_SCALE, rarity, saturation
from mec.offers.index import KIND
from mec.taxonomy.thesaurus import MARKS

Scores = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


class OfferIndex:
    """Terms of a set of documents; one row for each document, in the order of their ids."""

    def __init__(self, postings: Postings) -> None:
        term = np.frombuffer(postings.term, dtype="i4")
        row = np.frombuffer(postings.document, dtype="i4")
        frequency = np.frombuffer(postings.frequency, dtype="i4").astype("f8")
        lengths = np.frombuffer(postings.lengths, dtype="i4").astype("f8")
        self.object_ids = np.frombuffer(postings.object_ids, dtype="i8")
        self.rows = {int(object_id): position for position, object_id in enumerate(self.object_ids)}
        self._terms = {text: rank for rank, text in enumerate(postings.terms)}
        size = len(self.object_ids)
        held = np.bincount(term, minlength=len(postings.terms))
        self._rarity = np.array([rarity(documents=size, holders=int(count)) for count in held])
        order = np.argsort(term, kind="stable")
        self._row = row[order]
        self._start = np.concatenate(([0], np.cumsum(held)))
        steady, growing = saturation(mean_length=max(1.0, float(lengths.mean())) if size else 1.0)
        said = frequency / (frequency + steady + growing * lengths[row])
        means = np.array([text[:1] in MARKS for text in postings.terms], dtype=bool)
        vector = frequency * self._rarity[term]
        norms = np.sqrt(np.bincount(row[means[term]], weights=vector[means[term]] ** 2, minlength=size))
        self._said = said[order]
        self._frequency = frequency[order]
        self._means = np.divide(vector, norms[row], out=np.zeros_like(vector), where=norms[row] > 0)[order]

    def words(self, weights: Mapping[str, float]) -> Scores:
        """Return which share of the weighed words each document holds, from 0 to 1; rare ones count more (BM25)."""
        scores = np.zeros(len(self.object_ids))
        whole = 0.0
        for text, weight in weights.items():
            rank = self._terms.get(text)
            if rank is not None:
                gain = weight * self._rarity[rank]
                whole += gain
                at = slice(self._start[rank], self._start[rank + 1])
                scores[self._row[at]] += gain * self._said[at]
        return scores / whole if whole else scores

    def meaning(self, terms: Mapping[str, float]) -> Scores:
        """Return how near each document is in meaning, from 0 to 1: the cosine of their weighed concepts."""
        scores = np.zeros(len(self.object_ids))
        norm = 0.0
        for text, weight in terms.items():
            rank = self._terms.get(text)
            if rank is not None:
                value = weight * self._rarity[rank]
                norm += value * value
                at = slice(self._start[rank], self._start[rank + 1])
                scores[self._row[at]] += value * self._means[at]
        return scores / np.sqrt(norm) if norm else scores

    def share(self, term: str, row: int, *, least: float = 0.0) -> float:
        """Return what a term weighs in the document of a row: rarity × saturation.

        0 where it does not stand, or for less than `least` words.
        """
        rank = self._terms.get(term)
        if rank is None:
            return 0.0
        start, end = self._start[rank], self._start[rank + 1]
        at = start + np.searchsorted(self._row[start:end], row)
        if at == end or self._row[at] != row or self._frequency[at] < least * WEIGHT_SCALE:
            return 0.0
        return float(self._rarity[rank] * self._said[at])


def offer_index(offer_ids: Iterable[int]) -> OfferIndex:
    """Read the index of these offers, one row each, in the order of their ids. Three queries."""
    return OfferIndex(postings_of(KIND, object_ids=offer_ids))
