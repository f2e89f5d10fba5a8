"""Reads of the catalogue."""

from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count, Max, Prefetch, QuerySet

from mec.offers.enums import OfferStatus
from mec.offers.models import Offer, Requirement
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
    return (
        with_criteria(offers)
        .select_related("backer", "generic", "external")
        .prefetch_related("topics__parent", "award_criteria", "annexes", "other_backers__backer")
    )


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
