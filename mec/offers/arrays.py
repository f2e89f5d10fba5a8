"""The index of the offers in memory, as arrays: what a project resembles, in a millisecond for the whole catalogue.

Made from the postings of `core.search`, which the writer of an offer keeps in its own transaction. The words weigh as
they do in a search (`core.search.weighing`); a test compares both rankings.
"""

from collections.abc import Iterable, Mapping
from typing import Any

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
        term, row = postings.term, postings.document
        frequency, lengths = postings.frequency.astype(np.float64), postings.lengths.astype(np.float64)
        self.object_ids = postings.object_ids
        self.rows = {int(object_id): position for position, object_id in enumerate(self.object_ids)}
        self._terms = {text: rank for rank, text in enumerate(postings.terms)}
        size = len(self.object_ids)
        held = np.bincount(term, minlength=len(postings.terms))
        self._rarity = np.array([rarity(documents=size, holders=int(count)) for count in held])
        order = np.argsort(term, kind="stable")
        self._row = row[order]
        self._start = np.concatenate(([0], np.cumsum(held)))
        steady, growing = saturation(mean_length=max(1.0, float(lengths.mean())) if size else 1.0)
        self._said = (frequency / (frequency + steady + growing * lengths[row]))[order]
        self._frequency = postings.frequency[order]
        means = np.array([text[:1] in MARKS for text in postings.terms], dtype=bool)
        vector = np.where(means[term], frequency * self._rarity[term], 0.0) if size else frequency
        norms = np.sqrt(np.bincount(row, weights=vector**2, minlength=size))
        self._means = np.divide(vector, norms[row], out=vector, where=norms[row] > 0)[order]

    def words(self, weights: Mapping[str, float]) -> Scores:
        """Return which share of the weighed words each document holds, from 0 to 1; rare ones count more (BM25)."""
        gains = self._gains(weights)
        whole = sum(gains.values())
        scores = self._sum(gains, self._said)
        return scores / whole if whole else scores

    def meaning(self, terms: Mapping[str, float]) -> Scores:
        """Return how near each document is in meaning, from 0 to 1: the cosine of their weighed concepts."""
        values = self._gains(terms)
        norm = sum(value * value for value in values.values())
        scores = self._sum(values, self._means)
        return scores / np.sqrt(norm) if norm else scores

    def _gains(self, weights: Mapping[str, float]) -> dict[int, float]:
        """Return, for each term that the index holds, its weight × its rarity."""
        ranks = ((self._terms.get(text), weight) for text, weight in weights.items())
        return {rank: weight * self._rarity[rank] for rank, weight in ranks if rank is not None}

    def _sum(self, factors: Mapping[int, float], column: npt.NDArray[np.floating[Any]]) -> Scores:
        """Add up a column of the postings of some terms, by document."""
        at = [(slice(self._start[rank], self._start[rank + 1]), factor) for rank, factor in factors.items()]
        if not at:
            return np.zeros(len(self.object_ids))
        rows = np.concatenate([self._row[where] for where, _ in at])
        values = np.concatenate([factor * column[where] for where, factor in at])
        return np.bincount(rows, weights=values, minlength=len(self.object_ids)).astype(np.float64, copy=False)

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
