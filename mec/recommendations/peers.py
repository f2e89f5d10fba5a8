"""What other projects made of the offers that were proposed to them."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Count, Q
from django.utils import timezone

from mec.recommendations.enums import RecommendationState, RefusalReason
from mec.recommendations.models import Recommendation


@dataclass(frozen=True)
class Feedback:
    followed: int = 0
    """Projects that are using it, or have."""
    off_topic: int = 0
    """Projects that set it aside as not being about them."""


def feedback_before(day: date) -> dict[int, Feedback]:
    """Return what real projects had made of each offer when a day began: the same in every process all day long.

    One query; an offer of which nobody said either is absent.
    """
    midnight = timezone.make_aware(datetime.combine(day, time.min))
    decided = Recommendation.objects.filter(offer__isnull=False, project__demo=False, decided_at__lt=midnight)
    followed = Q(state__in=(RecommendationState.IN_PROGRESS, RecommendationState.DONE))
    off_topic = Q(refusal=RefusalReason.OFF_TOPIC)
    rows = (
        decided.filter(followed | off_topic)
        .order_by()
        .values_list("offer")
        .annotate(followed=Count("pk", filter=followed), off_topic=Count("pk", filter=off_topic))
    )
    return {offer_id: Feedback(*counts) for offer_id, *counts in rows}
