"""Ask the index.

`within`'s ids are joined in each query, and the statistics of BM25 are those of that set: what a person may not see is
not ranked, not counted, does not weigh on the order of the rest and lends no word to spelling or completion. Who sees
more than a thousand objects by a `Visible` is answered with the statistics of the last census: see `ranking`.
"""

import re
from collections import Counter
from collections.abc import Collection, Mapping

from mec.core.search.models import Term
from mec.core.search.ranking import Hit, Known, ranked
from mec.core.search.vocabulary import completions, corrections, holders
from mec.core.search.weighing import HEAVIEST
from mec.core.search.within import Reach, Visible, Within, reach
from mec.core.text import tokens

__all__ = ["MOST_TERMS", "Hit", "Visible", "Within", "rank", "search", "typed_terms"]

MOST_TERMS = 32
"""Distinct words of a typed text that are searched: the first ones."""
_MOST_REPEATED = 3
_COMPLETION_WEIGHT = 0.5
_UNFINISHED = re.compile(r"[^\W_]+\Z")


def search(
    kind: str, text: str, *, within: Within = None, limit: int | None = 20, offset: int = 0, complete: bool = False
) -> list[Hit]:
    """Return the objects that hold any of the words of `text`, the best first, equals by id; never raises for a text.

    With `complete`, a last word that nothing follows also stands for the words that begin with it. A word that no
    document holds is replaced by its nearest spellings. Four queries; at most three more to complete, four to correct;
    one or two more for a `Visible`.
    """
    typed = typed_terms(text)
    if not typed and not complete:
        return []
    asked = reach(kind, within)
    unfinished = _UNFINISHED.search(text) if complete else None
    completed = completions(kind, unfinished[0], within=asked) if unfinished else []
    weights = {**dict.fromkeys(completed, _COMPLETION_WEIGHT), **typed}
    known = _known(kind, weights, asked)
    unknown = set(typed) - {term.text for term in known}
    if unfinished and completed:
        unknown -= set(tokens(unfinished[0]))
    corrected = corrections(kind, unknown, within=asked) if unknown else {}
    if corrected:
        weights = {**corrected, **weights}
        known = _known(kind, weights, asked)
    return ranked(kind, weights, known, within=asked, page=_page(limit, offset))


def rank(
    kind: str, weights: Mapping[str, float], *, within: Within = None, limit: int | None = 20, offset: int = 0
) -> list[Hit]:
    """Return the objects that hold any of the terms (as `mec.core.text.tokens` gives them), the best first.

    The score is the sum of weight × idf × tf. Four queries; ValueError for a weight that is not in ]0, 100].
    """
    if not all(0 < weight <= HEAVIEST for weight in weights.values()):
        raise ValueError(f"weights are above 0 and at most {HEAVIEST}")
    asked = reach(kind, within)
    return ranked(kind, weights, _known(kind, weights, asked), within=asked, page=_page(limit, offset))


def typed_terms(text: str) -> dict[str, float]:
    """Return the words of a typed text, as the index has them, each with how much it insists."""
    counted = Counter(tokens(text))
    return {term: min(count, _MOST_REPEATED) for term, count in list(counted.items())[:MOST_TERMS]}


def _known(kind: str, texts: Collection[str], within: Reach) -> list[Known]:
    """Return the terms that some document of the set holds, the rarest first. Two queries."""
    ids = dict(Term.objects.filter(kind=kind, text__in=texts).values_list("pk", "text"))
    held = holders(ids, within=within)
    known = [Known(term_id, ids[term_id], count) for term_id, count in held.items()]
    return sorted(known, key=lambda term: (term.holders, term.text))


def _page(limit: int | None, offset: int) -> slice:
    return slice(offset, None if limit is None else offset + limit)
