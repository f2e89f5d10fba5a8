"""Conditions that several tables hold."""

from django.db.models import F, Q


def ordered(low: str, high: str) -> Q:
    """Hold two bounds in order when both are known."""
    return Q(**{f"{low}__isnull": True}) | Q(**{f"{high}__isnull": True}) | Q(**{f"{low}__lte": F(high)})
