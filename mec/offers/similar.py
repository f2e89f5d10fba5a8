"""Is an offer in the catalogue already? The same link, or nearly the same title."""

from urllib.parse import urlsplit

from django.db.models import QuerySet

from mec.core.search.queries import search
from mec.core.text import tokens
from mec.offers.index import KIND
from mec.offers.models import Offer
from mec.offers.queries import published_offers

NEAR = 0.6
"""Share of their words that two titles have in common, from which one is asked whether they name the same offer."""
MOST = 5
_LOOKED_AT = 20


def similar_offers(title: str, *, url: str = "") -> list[Offer]:
    """Return the published offers that this may be, those with its link first, with their backer.

    One query for the link; five for the title, up to four more when a word is misspelt.
    """
    linked = list(_with_link(published_offers(), url).select_related("backer").order_by("pk")[:MOST]) if url else []
    hits = search(KIND, title, within=published_offers(), limit=_LOOKED_AT)
    found = published_offers().filter(pk__in=[hit.object_id for hit in hits]).select_related("backer")
    near = {offer.pk: closeness(title, offer) for offer in found}
    named = sorted((offer for offer in found if near[offer.pk] >= NEAR), key=lambda offer: (-near[offer.pk], offer.pk))
    return list(dict.fromkeys([*linked, *named]))[:MOST]


def closeness(title: str, offer: Offer) -> float:
    """Return the share of words in common, from 0 to 1, with the title or with the name by which people speak of it."""
    asked = set(tokens(title))
    return max(_share(asked, set(tokens(text))) for text in (offer.title, offer.short_title))


def _share(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other) if one and other else 0.0


def _with_link(offers: QuerySet[Offer], url: str) -> QuerySet[Offer]:
    parts = urlsplit(url)
    host = parts.netloc.lower().removeprefix("www.")
    path, query = parts.path.rstrip("/"), f"?{parts.query}" if parts.query else ""
    return offers.filter(
        url__in=[
            f"{scheme}://{www}{host}{path}{slash}{query}"
            for scheme in ("http", "https")
            for www in ("", "www.")
            for slash in ("", "/")
        ]
    )
