"""Reads of the catalogue."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count, F, Max, Min, Prefetch, Q, QuerySet

from mec.clients.links import LinkState
from mec.offers.enums import OfferStatus
from mec.offers.models import LinkCheck, Offer, Requirement
from mec.territories.models import Perimeter, Territory


class CatalogueVersion(NamedTuple):
    """What tells one state of the published catalogue from another; compared, never read."""

    total: int
    latest: datetime | None
    newest: int | None


def offers_visible_to(user: Any) -> QuerySet[Offer]:
    """Return what anyone may read, signed in or not: published, or no longer open; the staff read the others too."""
    if getattr(user, "is_active", False) and getattr(user, "is_staff", False):
        return Offer.objects.all()
    return Offer.objects.filter(status__in=(OfferStatus.PUBLISHED, OfferStatus.ENDED))


def published_offers() -> QuerySet[Offer]:
    return Offer.objects.filter(status=OfferStatus.PUBLISHED)


def offer_by_slug(slug: str, *, user: Any) -> Offer | None:
    """Return an offer that `user` may see with all that its page shows, in a constant number of queries."""
    return with_details(offers_visible_to(user)).filter(slug=slug).first()


def with_details(offers: QuerySet[Offer]) -> QuerySet[Offer]:
    """Add the backer and every related row, in a constant number of queries."""
    return with_criteria(offers).prefetch_related("award_criteria", "annexes", "other_backers__backer")


def with_criteria(offers: QuerySet[Offer]) -> QuerySet[Offer]:
    """Add the backer, and the rows that say what the offer is about and whom it is for."""
    return (
        offers.select_related("backer", "generic")
        .prefetch_related(
            "topics",
            "phases",
            "beneficiaries",
            "expense_rules",
            "sessions",
            Prefetch("perimeters", queryset=Perimeter.objects.only("pk", "name", "code", "known")),
            Prefetch("zonings", queryset=Perimeter.objects.only("pk", "name", "code", "known")),
            Prefetch("requirements", queryset=Requirement.objects.order_by("position")),
            Prefetch("territories", queryset=Territory.objects.only("pk", "name", "kind", "code")),
        )
        .order_by("title", "pk")
    )


def offers_for_matching() -> list[Offer]:
    """Return every published offer with what a match reads."""
    return list(with_criteria(published_offers()))


def catalogue_version() -> CatalogueVersion:
    """Return what changes whenever an offer is published, corrected or withdrawn, in one query."""
    return CatalogueVersion(
        **published_offers().aggregate(total=Count("pk"), latest=Max("updated_at"), newest=Max("pk"))
    )


DEAD_AFTER = {LinkState.GONE: 2, LinkState.UNREACHABLE: 5}
"""Failures in a row, on different days, after which a link is dead."""


def is_dead(check: LinkCheck) -> bool:
    """Say whether a link answered badly often enough to be told to readers."""
    return check.failures >= DEAD_AFTER.get(LinkState(check.state), check.failures + 1)


def links_of(offer: Offer) -> list[str]:
    """Return the addresses that the offer gives as they are: one that is made for each project is not checked."""
    found = (offer.url, offer.application_url)
    return list(dict.fromkeys(url for url in found if url and "{" not in url))


def offers_to_check() -> QuerySet[Offer]:
    """Return the published offers that have a link to check: never checked first, then checked the longest ago."""
    checkable = (~Q(url="") & ~Q(url__contains="{")) | (~Q(application_url="") & ~Q(application_url__contains="{"))
    return (
        published_offers()
        .filter(checkable)
        .annotate(checked_at=Min("link_checks__checked_at"))
        .order_by(F("checked_at").asc(nulls_first=True), "pk")
    )


def offers_to_flag(ids: Collection[int]) -> QuerySet[Offer]:
    """Return these offers with all that says whether they are doubtful, in a constant number of queries."""
    offers = with_criteria(Offer.objects.filter(pk__in=list(ids)))
    return offers.select_related("external").prefetch_related("annexes", "link_checks")
