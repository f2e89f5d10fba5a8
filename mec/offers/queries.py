"""Reads of the catalogue."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, F, Min, Prefetch, Q, QuerySet, Subquery

from mec.clients.links import LinkState
from mec.core.access import can
from mec.core.text import plain_text
from mec.offers.enums import ContributionState, FlagCode, OfferStatus, Permission, ReportState
from mec.offers.models import Alert, Backer, Contribution, ImportRun, LinkCheck, Offer, QualityFlag, Report, Requirement
from mec.territories.models import Perimeter, Territory


class CatalogueVersion(NamedTuple):
    """What tells one state of the published catalogue from another; compared, never read."""

    total: int
    latest: tuple[datetime, int] | None
    """When an offer was last written, and which one."""


def alerts_of(user: Any) -> QuerySet[Alert]:
    """Return the alerts of the person's own address that were not stopped; the newest first."""
    return Alert.objects.filter(email=user.email, stopped_at=None).order_by("-pk")


def alerts_referred(reference: UUID) -> QuerySet[Alert]:
    """Return the alert of a reference, which whoever received its mails knows."""
    return Alert.objects.filter(reference=reference)


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


def has_awards(offer: Offer) -> bool:
    """Say whether a published offer tells by which criteria it compares demands."""
    return offer.status == OfferStatus.PUBLISHED and offer.award_criteria.exists()


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


def long_texts_of(offer_ids: Iterable[int]) -> dict[int, str]:
    """Return the descriptions of these offers, as plain text."""
    found = Offer.objects.filter(pk__in=list(offer_ids)).values_list("pk", "description", "rich")
    return {pk: plain_text(text) if rich else text for pk, text, rich in found}


def catalogue_version() -> CatalogueVersion:
    """Return what changes whenever an offer is published, corrected or withdrawn, in one query."""
    total = published_offers().order_by().values("status").annotate(total=Count("pk")).values("total")
    newest = published_offers().order_by("-updated_at", "-pk").annotate(total=Subquery(total))
    for row in newest.values_list("total", "updated_at", "pk")[:1]:
        return CatalogueVersion(row[0], row[1:])
    return CatalogueVersion(0, None)


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


def offers_curated_by(user: Any) -> QuerySet[Offer]:
    """Return every offer, drafts and withdrawn ones included, for who keeps the catalogue; none for anybody else."""
    return Offer.objects.all() if can(user, Permission.CURATE) else Offer.objects.none()


def contributions_visible_to(user: Any) -> QuerySet[Contribution]:
    """Return every contribution for the team, one's own for anybody else, with its offer."""
    found = Contribution.objects.select_related("offer__backer", "author", "organization", "duplicate_of")
    return found if can(user, Permission.CURATE) else found.filter(author=user.pk)


def own_contributions(user: Any) -> QuerySet[Contribution]:
    return contributions_visible_to(user).filter(author=user.pk)


def waiting_contributions(user: Any) -> QuerySet[Contribution]:
    """Return what the team has to read; nothing for anybody else."""
    found = contributions_visible_to(user) if can(user, Permission.CURATE) else Contribution.objects.none()
    return found.filter(state=ContributionState.WAITING)


def flags_curated_by(user: Any, *, code: str = "") -> QuerySet[QualityFlag]:
    """Return what makes offers doubtful, of one sort or of all, for the team."""
    found = QualityFlag.objects.filter(offer__in=offers_curated_by(user)).select_related("offer")
    return found.filter(code=code) if code else found


def flag_counts(user: Any) -> dict[str, int]:
    """Return how many there are of each sort, in the order of their enumeration."""
    counts = dict(flags_curated_by(user).order_by().values_list("code").annotate(Count("pk")))
    return {code.value: counts.get(code, 0) for code in FlagCode}


def reported_offers(user: Any) -> QuerySet[Offer]:
    """Return the offers of which an error waits, for the team, each with `reports`, the oldest first."""
    waiting = Report.objects.filter(state=ReportState.OPEN).select_related("author").order_by("pk")
    return (
        offers_curated_by(user)
        .filter(reports__state=ReportState.OPEN)
        .annotate(reported=Count("reports", filter=Q(reports__state=ReportState.OPEN)))
        .prefetch_related(Prefetch("reports", queryset=waiting, to_attr="open_reports"))
    )


def reports_curated_by(user: Any) -> QuerySet[Report]:
    return Report.objects.filter(offer__in=offers_curated_by(user)).select_related("offer")


def import_runs_curated_by(user: Any) -> QuerySet[ImportRun]:
    return ImportRun.objects.all() if can(user, Permission.CURATE) else ImportRun.objects.none()


def backer_names(*, limit: int) -> list[str]:
    """Return the names of who bears the most offers, to be suggested; by name."""
    ranked = Backer.objects.annotate(count=Count("offers")).order_by("-count", "name")
    return sorted(ranked.values_list("name", flat=True)[:limit])


def flags_of(offer: Offer) -> QuerySet[QualityFlag]:
    """Return what makes an offer doubtful, as its page says it to whoever reads it."""
    return QualityFlag.objects.filter(offer=offer).order_by("code", "detail")


def find_curated(user: Any, *, text: str = "", status: str = "") -> QuerySet[Offer]:
    """Return the offers that the team keeps, of one state or of all, whose names or code hold a text."""
    found = offers_curated_by(user).select_related("backer")
    if status:
        found = found.filter(status=status)
    if text:
        found = found.filter(Q(title__icontains=text) | Q(short_title__icontains=text) | Q(code__icontains=text))
    return found


def work_of(user: Any) -> dict[str, int]:
    """Return how much waits for the team: contributions, reported offers, flags. Three queries."""
    return {
        "contributions": waiting_contributions(user).count(),
        "reports": reports_curated_by(user).filter(state=ReportState.OPEN).count(),
        "flags": flags_curated_by(user).count(),
    }
