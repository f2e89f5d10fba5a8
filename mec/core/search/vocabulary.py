"""The words of the index: those that begin like another, those that are spelt nearly like it."""

from collections.abc import Collection, Iterable, Mapping
from difflib import SequenceMatcher

from django.db.models import Count

from mec.core.search.models import Posting, Term
from mec.core.search.within import Large, Reach, restricted
from mec.core.text import fold

_SHORTEST_BEGINNING = 2
_SHORTEST_ROOT = 4
_SHORTEST_CORRECTED = 4
_LEAST_ALIKE = 0.8
_MOST_CORRECTIONS = 2
_MANY_TERMS = 32


def holders(term_ids: Iterable[int], *, within: Reach = None) -> dict[int, int]:
    """Return how many documents hold each term, those that none holds left out. One query."""
    asked = list(term_ids)
    if isinstance(within, Large):
        return {pk: max(1, counted) for pk, counted in Term.objects.filter(pk__in=asked).values_list("pk", "holders")}
    held = restricted(Posting.objects.filter(term_id__in=asked), within, many_terms=len(asked) > _MANY_TERMS)
    return {row["term_id"]: row["held"] for row in held.values("term_id").annotate(held=Count("object_id"))}


def terms_starting_with(kind: str, beginning: str, *, within: Reach = None, limit: int = 10) -> list[str]:
    """Return the terms that begin like `beginning` (two letters or more), those of most documents first.

    Two queries.
    """
    folded = fold(beginning).strip()
    if len(folded) < _SHORTEST_BEGINNING:
        return []
    candidates = Term.objects.filter(kind=kind, prefix=folded[:2], text__startswith=folded)
    texts = dict(candidates.values_list("pk", "text"))
    held = holders(texts, within=within)
    return [texts[term_id] for term_id in sorted(held, key=lambda term_id: (-held[term_id], texts[term_id]))[:limit]]


def completions(kind: str, beginning: str, *, within: Reach = None, limit: int = 8) -> list[str]:
    """Return the terms that a word being typed may become; when it has outgrown them ("rénovati"), their root.

    Two queries, or three.
    """
    found = terms_starting_with(kind, beginning, within=within, limit=limit)
    if found:
        return found
    folded = fold(beginning)
    roots = [folded[:length] for length in range(_SHORTEST_ROOT, len(folded))]
    texts = dict(Term.objects.filter(kind=kind, text__in=roots).values_list("pk", "text"))
    return sorted((texts[term_id] for term_id in holders(texts, within=within)), key=len)[-1:]


def corrections(kind: str, terms: Collection[str], *, within: Reach = None) -> dict[str, float]:
    """Return the nearest spellings of unknown terms, with how alike they are, below 1. Two queries at most.

    The first two letters are taken as right, and a word of three letters or fewer is left alone.
    """
    slices = Term.objects.filter(kind=kind, prefix__in={term[:2] for term in terms if is_correctable(term)})
    known = {text: term_id for term_id, text in slices.values_list("pk", "text")}
    alike = spellings(terms, known)
    held = holders({known[text] for found in alike for text in found}, within=within)
    return nearest([{text: ratio for text, ratio in found.items() if known[text] in held} for found in alike])


def is_correctable(term: str) -> bool:
    return len(term) >= _SHORTEST_CORRECTED


def spellings(terms: Collection[str], candidates: Collection[str]) -> list[dict[str, float]]:
    """Return, for each term that can be corrected, the candidates spelt nearly like it, with how alike they are."""
    return [_alike(term, candidates) for term in sorted(terms) if is_correctable(term)]


def nearest(alike: Iterable[Mapping[str, float]]) -> dict[str, float]:
    """Keep the nearest of each."""
    kept: dict[str, float] = {}
    for found in alike:
        for text in sorted(found, key=lambda text: (-found[text], text))[:_MOST_CORRECTIONS]:
            kept[text] = max(found[text], kept.get(text, 0))
    return kept


def _alike(term: str, candidates: Iterable[str]) -> dict[str, float]:
    matcher = SequenceMatcher(b=term)
    found = {}
    for text in candidates:
        matcher.set_seq1(text)
        if text[:2] == term[:2] and min(matcher.real_quick_ratio(), matcher.quick_ratio()) >= _LEAST_ALIKE:
            found[text] = matcher.ratio()
    return {text: ratio for text, ratio in found.items() if ratio >= _LEAST_ALIKE}
