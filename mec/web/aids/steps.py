"""The way from the home page to the pages of the catalogue."""

from django.urls import reverse

from mec.offers.models import Offer

Step = dict[str, str]
"""Label and address."""


def steps_to(offer: Offer | None = None) -> list[Step]:
    """Return the steps before a page of the catalogue, or before one of an offer."""
    steps = [{"label": "Trouver une aide", "url": reverse("aids:list")}]
    if offer:
        steps.append({"label": offer.short_title or offer.title, "url": reverse("aids:detail", args=[offer.slug])})
    return steps
