"""Find published offers by words, need and thématique, and say how many each other choice would leave."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from mec.core.search.queries import search
from mec.core.text import fold
from mec.offers.index import KIND
from mec.offers.models import Offer
from mec.offers.queries import published_offers
from mec.taxonomy.thesaurus import MARKS, concept_term, thesaurus

_MEANT = 0.5
"""What a typed expression stands for, beside its own words."""


@dataclass(frozen=True)
class Wanted:
    """What the person asks for; empty is any."""

    text: str = ""
    need: str = ""
    kind: str = ""
    """Code of `OfferKind`."""
    topic: str = ""
    """Code of a theme, which stands for its categories too, or of a category."""


@dataclass(frozen=True)
class Finding:
    offers: list[Offer]
    """Of the page, with their backer and beneficiaries: the nearest to the words first, else by title."""
    total: int
    number: int
    """Of the page, from 1; the last one when fewer were found."""
    pages: int
    needs: dict[str, int]
    """Need → how many offers it would leave, the words and the thématique staying as they are."""
    themes: dict[str, int]
    """Code of a theme → likewise, the words and the need staying; offers open to every thématique count in each."""
    everywhere: int
    """How many of those found are open to every thématique: what a theme that is not in `themes` would leave."""
    terms: dict[int, tuple[str, ...]]
    """Offer → the terms of the index by which it was found."""


class _Candidate(NamedTuple):
    pk: int
    title: str
    need: str
    every_topic: bool
    in_topic: bool


def find_offers(wanted: Wanted, *, number: int = 1, size: int = 20) -> Finding:
    """Return a page of what was found. Four queries, eight with words, three more when one of them is misspelt."""
    offers = published_offers()
    if wanted.kind:
        offers = offers.filter(kind=wanted.kind)
    terms: dict[int, tuple[str, ...]] = {}
    if wanted.text:
        meant = {
            concept_term(mention.concept): _MEANT * mention.weight for mention in thesaurus().mentions(wanted.text)
        }
        hits = search(KIND, wanted.text, within=published_offers(), limit=None, implied=meant)
        terms = {hit.object_id: tuple(term for term in hit.terms if term[:1] not in MARKS) for hit in hits}
        offers = offers.filter(pk__in=terms)
    candidates = _candidates(offers, wanted.topic, list(terms) if wanted.text else None)
    found = [each for each in candidates if _answers(each.need, wanted.need)]
    in_topic = [each.pk for each in found if each.in_topic]
    everywhere = sum(each.every_topic for each in found)
    pages = max(1, -(-len(in_topic) // size))
    number = min(max(1, number), pages)
    return Finding(
        offers=_of_page(in_topic[(number - 1) * size : number * size]),
        total=len(in_topic),
        number=number,
        pages=pages,
        needs=dict(Counter(each.need for each in candidates if each.in_topic)),
        themes=_themes(offers, wanted.need, everywhere=everywhere),
        everywhere=everywhere,
        terms=terms,
    )


def _answers(need: str, wanted: str) -> bool:
    return wanted in ("", need)


def _candidates(offers: QuerySet[Offer], topic: str, ranked: Sequence[int] | None) -> list[_Candidate]:
    """Return what the words leave, in the order of `ranked` or of the titles."""
    lines = Offer.topics.through.objects.filter(offer=OuterRef("pk"))
    served = Exists(lines.filter(Q(topic__code=topic) | Q(topic__parent__code=topic))) if topic else Value(value=True)
    rows = offers.annotate(in_topic=served).values_list("pk", "title", "need", "every_topic", "in_topic")
    found = [
        _Candidate(pk, title, need, everywhere, everywhere or inside) for pk, title, need, everywhere, inside in rows
    ]
    if ranked is None:
        return sorted(found, key=lambda each: (fold(each.title), each.pk))
    ranks = {pk: rank for rank, pk in enumerate(ranked)}
    return sorted(found, key=lambda each: ranks[each.pk])


def _themes(offers: QuerySet[Offer], need: str, *, everywhere: int) -> dict[str, int]:
    narrow = offers.filter(every_topic=False, **({"need": need} if need else {}))
    rows = (
        Offer.topics.through.objects.filter(offer__in=narrow)
        .values_list(Coalesce("topic__parent__code", "topic__code"))
        .annotate(count=Count("offer", distinct=True))
    )
    return {theme: count + everywhere for theme, count in rows}


def _of_page(pks: Collection[int]) -> list[Offer]:
    rows = Offer.objects.select_related("backer").prefetch_related("beneficiaries").in_bulk(pks)
    return [rows[pk] for pk in pks]
