"""Rank what holds any of some terms.

A small or a plain set is ranked as if nothing else were indexed. A `Large` one is too many to count among at each
search: how rare a word is and how long documents are was counted in the whole kind by the last census; the rarest words
find, in windows of a few hundred objects that are then checked one by one, and the common ones only rank.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple, cast

from django.db.models import Count, Sum

from mec.core.search.expressions import Contribution, Mark
from mec.core.search.models import IndexedDocument, Posting
from mec.core.search.weighing import SCORE_SCALE, rarity, saturation
from mec.core.search.within import Large, Reach, restricted

_FINDING = 6_000
"""Postings that the words which find may have together; the rarest word always finds."""
_WINDOW = 200
_BLOCK = 1_000


@dataclass(frozen=True)
class Hit:
    object_id: int
    score: float
    terms: tuple[str, ...]
    """Terms of the index that matched, the rarest first: `mec.core.text.quotations` gives them back as written."""


class Known(NamedTuple):
    term_id: int
    text: str
    holders: int


class _Size(NamedTuple):
    documents: int
    length: int


def ranked(kind: str, weights: Mapping[str, float], known: list[Known], *, within: Reach, page: slice) -> list[Hit]:
    """Return a page of the ranking; `known` has the rarest first. Two queries, or three per window of a large set."""
    if not known:
        return []
    if isinstance(within, Large):
        size = _Size(within.documents, within.length)
        return list(islice(_by_windows(weights, known, size, within), page.start, page.stop))
    counted = restricted(IndexedDocument.objects.filter(kind=kind), within).aggregate(
        documents=Count("object_id"), length=Sum("length")
    )
    size = _Size(counted["documents"], counted["length"])
    return _hits(weights, known, size, within, page)


def _by_windows(weights: Mapping[str, float], known: list[Known], size: _Size, within: Large) -> Iterator[Hit]:
    finding = _those_that_find(known)
    found = Posting.objects.filter(term_id__in=[term.term_id for term in finding]).values("object_id")
    candidates = found.annotate(score=_score(weights, finding, size)).order_by("-score", "object_id")
    for start in range(0, size.documents, _BLOCK):
        block = list(candidates[start : start + _BLOCK].values_list("object_id", flat=True))
        for first in range(0, len(block), _WINDOW):
            checked = within.among(block[first : first + _WINDOW])
            visible = {row[0] for row in checked.values_list("pk")}
            if visible:
                yield from _hits(weights, known, size, visible, slice(0, None))
        if len(block) < _BLOCK:
            break


def _those_that_find(known: Sequence[Known]) -> list[Known]:
    finding, postings = [known[0]], known[0].holders
    for term in known[1:]:
        postings += term.holders
        if postings > _FINDING:
            break
        finding.append(term)
    return finding


def _score(weights: Mapping[str, float], known: Iterable[Known], size: _Size) -> Sum:
    documents = size.documents
    gains = {
        term.term_id: SCORE_SCALE
        * weights[term.text]
        * rarity(documents=documents, holders=min(term.holders, documents))
        for term in known
    }
    return Sum(Contribution(gains, saturation=saturation(mean_length=size.length / documents)))


def _hits(
    weights: Mapping[str, float],
    known: list[Known],
    size: _Size,
    within: "Collection[int] | Any",
    page: slice,
) -> list[Hit]:
    blocks = [known[start : start + Mark.MOST] for start in range(0, len(known), Mark.MOST)]
    marks = {f"marks_{number}": Sum(Mark([term.term_id for term in block])) for number, block in enumerate(blocks)}
    rows = (
        restricted(Posting.objects.filter(term_id__in=[term.term_id for term in known]), within)
        .values("object_id")
        .annotate(score=_score(weights, known, size), **marks)
        .order_by("-score", "object_id")[page]
    )
    return [
        Hit(
            row["object_id"],
            row["score"] / SCORE_SCALE,
            tuple(
                term.text
                for name, block in zip(marks, blocks, strict=True)
                for position, term in enumerate(block)
                if row[name] >> position & 1
            ),
        )
        for row in cast("Iterable[dict[str, Any]]", rows)
    ]
