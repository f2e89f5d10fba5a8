"""Ask the index.

`within`'s ids are joined in each query, and the statistics of BM25 are those of that set: what a person may not see is
not ranked, not counted, does not weigh on the order of the rest and lends no word to spelling or completion.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, cast

from django.db.models import Count, Sum

from mec.core.search.expressions import Contribution, Mark
from mec.core.search.models import IndexedDocument, Posting, Term
from mec.core.search.vocabulary import completions, corrections, holders
from mec.core.search.weighing import HEAVIEST, SCORE_SCALE, rarity, saturation
from mec.core.search.within import Within, restricted
from mec.core.text import tokens

MOST_TERMS = 32
"""Distinct words of a typed text that are searched: the first ones."""
_MOST_REPEATED = 3
_COMPLETION_WEIGHT = 0.5
_UNFINISHED = re.compile(r"[^\W_]+\Z")


@dataclass(frozen=True)
class Hit:
    object_id: int
    score: float
    terms: tuple[str, ...]
    """Terms of the index that matched, the rarest first: `mec.core.text.quotations` gives them back as written."""


class _Known(NamedTuple):
    term_id: int
    text: str
    holders: int


def search(
    kind: str, text: str, *, within: Within = None, limit: int | None = 20, offset: int = 0, complete: bool = False
) -> list[Hit]:
    """Return the objects that hold any of the words of `text`, the best first, equals by id; never raises for a text.

    With `complete`, a last word that nothing follows also stands for the words that begin with it. A word that no
    document holds is replaced by its nearest spellings. Four queries; at most three more to complete, four to correct.
    """
    typed = _typed(text)
    unfinished = _UNFINISHED.search(text) if complete else None
    completed = completions(kind, unfinished[0], within=within) if unfinished else []
    weights = {**dict.fromkeys(completed, _COMPLETION_WEIGHT), **typed}
    known = _known(kind, weights, within)
    unknown = set(typed) - {term.text for term in known}
    if unfinished and completed:
        unknown -= set(tokens(unfinished[0]))
    corrected = corrections(kind, unknown, within=within) if unknown else {}
    if corrected:
        weights = {**corrected, **weights}
        known = _known(kind, weights, within)
    return _ranked(kind, weights, known, within=within, page=_page(limit, offset))


def rank(
    kind: str, weights: Mapping[str, float], *, within: Within = None, limit: int | None = 20, offset: int = 0
) -> list[Hit]:
    """Return the objects that hold any of the terms (as `mec.core.text.tokens` gives them), the best first.

    The score is the sum of weight × idf × tf. Four queries; ValueError for a weight that is not in ]0, 100].
    """
    if not all(0 < weight <= HEAVIEST for weight in weights.values()):
        raise ValueError(f"weights are above 0 and at most {HEAVIEST}")
    return _ranked(kind, weights, _known(kind, weights, within), within=within, page=_page(limit, offset))


def _typed(text: str) -> dict[str, float]:
    counted = Counter(tokens(text))
    return {term: min(count, _MOST_REPEATED) for term, count in list(counted.items())[:MOST_TERMS]}


def _known(kind: str, texts: Collection[str], within: Within) -> list[_Known]:
    """Return the terms that some document of the set holds, the rarest first. Two queries."""
    ids = dict(Term.objects.filter(kind=kind, text__in=texts).values_list("pk", "text"))
    held = holders(ids, within=within)
    known = [_Known(term_id, ids[term_id], count) for term_id, count in held.items()]
    return sorted(known, key=lambda term: (term.holders, term.text))


def _page(limit: int | None, offset: int) -> slice:
    return slice(offset, None if limit is None else offset + limit)


def _ranked(kind: str, weights: Mapping[str, float], known: list[_Known], *, within: Within, page: slice) -> list[Hit]:
    """Return a page of the ranking. Two queries."""
    if not known:
        return []
    size = restricted(IndexedDocument.objects.filter(kind=kind), within).aggregate(
        documents=Count("object_id"), length=Sum("length")
    )
    gains = {
        term.term_id: SCORE_SCALE * weights[term.text] * rarity(documents=size["documents"], holders=term.holders)
        for term in known
    }
    blocks = [known[start : start + Mark.MOST] for start in range(0, len(known), Mark.MOST)]
    marks = {f"marks_{number}": Sum(Mark([term.term_id for term in block])) for number, block in enumerate(blocks)}
    score = Sum(Contribution(gains, saturation=saturation(mean_length=size["length"] / size["documents"])))
    rows = (
        restricted(Posting.objects.filter(term_id__in=gains), within)
        .values("object_id")
        .annotate(score=score, **marks)
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
