"""The index of the offers in memory, as arrays: what a project resembles, in a millisecond for the whole catalogue.

Made from the postings of `core.search`, which the writer of an offer keeps in its own transaction. The words weigh as
they do in a search (`core.search.weighing`), and what is typed finds the same; a test compares both rankings.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from mec.core.search.postings import Postings, postings_of
from mec.core.search.queries import typed_terms
from mec.core.search.vocabulary import is_correctable, nearest, spellings
from mec.core.search.weighing import SCORE_SCALE, WEIGHT_SCALE, rarity, saturation
from mec.offers.index import KIND
from mec.taxonomy.thesaurus import MARKS

Scores = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.intp]
_AFTER_ALL = chr(0x10FFFF)


@dataclass(frozen=True)
class Ranking:
    """What some typed words find."""

    rows: Rows
    """The best first, equals by id."""
    _holders: Sequence[tuple[str, npt.NDArray[np.int32]]]
    """Each word that the index holds and the rows where it stands, the rarest first."""

    def terms_of(self, row: int) -> tuple[str, ...]:
        """Return the words by which a row was found, the rarest first; none when only their meaning is there."""
        return tuple(text for text, rows in self._holders if row in rows)


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
        self._texts = postings.terms
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

    def search(self, text: str, *, implied: Mapping[str, float]) -> Ranking:
        """Return the rows that hold any of the words of `text`, as `core.search.queries.search` finds them.

        `implied`: terms that are no words and that the text stands for → weight.
        """
        typed = typed_terms(text)
        weights = {**implied, **typed}
        unknown = [term for term in typed if term not in self._terms]
        if unknown:
            weights = {**self._corrected(unknown), **weights}
        found = {rank: gain for rank, gain in self._gains(weights).items() if self._start[rank] < self._start[rank + 1]}
        scores = self._sum({rank: SCORE_SCALE * gain for rank, gain in found.items()}, self._said, exact=True)
        rows = np.flatnonzero(scores)
        said = [rank for rank in found if self._texts[rank][:1] not in MARKS]
        holders = [(self._texts[rank], self._row[self._start[rank] : self._start[rank + 1]]) for rank in said]
        holders.sort(key=lambda holder: (len(holder[1]), holder[0]))
        return Ranking(rows[np.argsort(-scores[rows], kind="stable")], holders)

    def _corrected(self, unknown: Sequence[str]) -> dict[str, float]:
        beginnings = {term[:2] for term in unknown if is_correctable(term)}
        candidates: list[str] = []
        for beginning in sorted(beginnings):
            start, end = bisect_left(self._texts, beginning), bisect_left(self._texts, beginning + _AFTER_ALL)
            candidates += (self._texts[at] for at in range(start, end) if self._start[at] < self._start[at + 1])
        return nearest(spellings(unknown, candidates))

    def _gains(self, weights: Mapping[str, float]) -> dict[int, float]:
        """Return, for each term that the index holds, its weight × its rarity."""
        ranks = ((self._terms.get(text), weight) for text, weight in weights.items())
        return {rank: weight * self._rarity[rank] for rank, weight in ranks if rank is not None}

    def _sum(
        self, factors: Mapping[int, float], column: npt.NDArray[np.floating[Any]], *, exact: bool = False
    ) -> Scores:
        """Add up a column of the postings of some terms, by document; in whole numbers when `exact`."""
        at = [(slice(self._start[rank], self._start[rank + 1]), factor) for rank, factor in factors.items()]
        if not at:
            return np.zeros(len(self.object_ids))
        rows = np.concatenate([self._row[where] for where, _ in at])
        values = np.concatenate([factor * column[where] for where, factor in at])
        values = np.round(values) if exact else values
        return np.bincount(rows, weights=values, minlength=len(self.object_ids)).astype(np.float64, copy=False)

    def share(self, term: str, row: int, *, least: float = 0.0) -> float:
        """Return what a term weighs in the document of a row: rarity × saturation.

        0 where it does not stand, or for less than `least` words.
        """
        rank = self._terms.get(term)
        if rank is None:
            return 0.0
        start, end = self._start[rank], self._start[rank + 1]
        at = start + self._row[start:end].searchsorted(row)
        if at == end or self._row[at] != row or self._frequency[at] < least * WEIGHT_SCALE:
            return 0.0
        return float(self._rarity[rank] * self._said[at])


def offer_index(offer_ids: Iterable[int]) -> OfferIndex:
    """Read the index of these offers, one row each, in the order of their ids. Three queries."""
    return OfferIndex(postings_of(KIND, object_ids=offer_ids))
