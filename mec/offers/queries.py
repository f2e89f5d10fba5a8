"""Reads of the catalogue."""

from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count, Max, Prefetch, QuerySet

from mec.offers.enums import OfferStatus
from mec.offers.models import Offer, Requirement
from mec.territories.models import Territory


class CatalogueVersion(NamedTuple):
    """What tells one state of the published catalogue from another; compared, never read."""

    total: int
    latest: datetime | None
    newest: int | None


def offers_visible_to(user: Any) -> QuerySet[Offer]:
    """Return the published offers for everyone, signed in or not; drafts and withdrawn ones for the staff too."""
    if getattr(user, "is_active", False) and getattr(user, "is_staff", False):
        return Offer.objects.all()
    return published_offers()


def published_offers() -> QuerySet[Offer]:
    return Offer.objects.filter(status=OfferStatus.PUBLISHED)


def offer_by_slug(slug: str, *, user: Any) -> Offer | None:
    """Return an offer that `user` may see with all that its page shows, in a constant number of queries."""
    return with_details(offers_visible_to(user)).filter(slug=slug).first()


def with_details(offers: QuerySet[Offer]) -> QuerySet[Offer]:
    """Add the backer and every related row: one query and five prefetches, whatever the number of offers."""
    return (
        offers.select_related("backer")
        .prefetch_related(
            "topics",
            "phases",
            "beneficiaries",
            Prefetch("requirements", queryset=Requirement.objects.order_by("position")),
            Prefetch("territories", queryset=Territory.objects.only("pk", "name", "kind", "code")),
        )
        .order_by("title", "pk")
    )


def offers_for_matching() -> list[Offer]:
    """Return every published offer with what a match reads."""
    return list(with_details(published_offers()))


def catalogue_version() -> CatalogueVersion:
    """Return what changes whenever an offer is published, corrected or withdrawn, in one query."""
    return CatalogueVersion(
        **published_offers().aggregate(total=Count("pk"), latest=Max("updated_at"), newest=Max("pk"))
    )
