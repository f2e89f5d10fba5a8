"""How long a blocker lasts, in words."""

from datetime import date

from mec.core.ui.french import NBSP
from mec.projects.models import Blocker

DAYS_TOLD_AS_DAYS = 60
DAYS_OF_A_MONTH = 30.44
MONTHS_TOLD_AS_MONTHS = 24


def blocked_words(blocker: Blocker, today: date) -> str:
    """Return "bloqué depuis 12 jours", or "levé après 12 jours"; a part of a day is told as the day itself."""
    lifted_on = blocker.resolved_on
    if lifted_on is None:
        days = (today - blocker.since).days
        return f"bloqué depuis {lasting(days)}" if days > 0 else "bloqué depuis aujourd’hui"
    days = (lifted_on - blocker.since).days
    return f"levé après {lasting(days)}" if days > 0 else "levé le jour même"


def lasting(days: int) -> str:
    """Return "1 jour", "12 jours", then "3 mois", then "2 ans": as people say it, rounded down."""
    months = int(days / DAYS_OF_A_MONTH)
    if days <= DAYS_TOLD_AS_DAYS:
        return f"{days}{NBSP}jour{'s' if days > 1 else ''}"
    if months < MONTHS_TOLD_AS_MONTHS:
        return f"{months}{NBSP}mois"
    return f"{months // 12}{NBSP}ans"
