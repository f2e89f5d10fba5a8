"""Raise what makes the published offers doubtful, and take away what no longer does."""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils import timezone

from mec.offers.doubts import doubts_of
from mec.offers.enums import OfferStatus
from mec.offers.models import Offer, QualityFlag
from mec.offers.queries import offers_to_flag

BATCH = 500


def flag_offers(ids: Collection[int] | None = None, *, today: date | None = None) -> int:
    """Bring the flags of these offers, or of all, in line with what is stored; return how many were written or removed.

    A flag that still holds is left as it is, with the day when it was raised. Only a published offer has flags. One
    transaction for each batch.
    """
    today = today or timezone.localdate()
    if ids is None:
        ids = Offer.objects.order_by("pk").values_list("pk", flat=True)
    wanted = list(ids)
    return sum(_flag(wanted[start : start + BATCH], today) for start in range(0, len(wanted), BATCH))


@transaction.atomic
def _flag(ids: list[int], today: date) -> int:
    held = {
        (offer_id, code, detail): pk
        for pk, offer_id, code, detail in QualityFlag.objects.filter(offer__in=ids).values_list(
            "pk", "offer", "code", "detail"
        )
    }
    found = {
        (offer.pk, doubt.code.value, doubt.detail)
        for offer in offers_to_flag(ids)
        if offer.status == OfferStatus.PUBLISHED
        for doubt in doubts_of(offer, today)
    }
    new = sorted(found - held.keys())
    gone = [pk for key, pk in held.items() if key not in found]
    QualityFlag.objects.bulk_create(
        [QualityFlag(offer_id=offer_id, code=code, detail=detail) for offer_id, code, detail in new],
        ignore_conflicts=True,
    )
    QualityFlag.objects.filter(pk__in=gone).delete()
    return len(new) + len(gone)
