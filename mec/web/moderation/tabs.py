"""The pages of the team's work on the catalogue, with what waits in each."""

from typing import Any

from django.urls import reverse

from mec.offers.queries import work_of
from mec.web.requests import PersonRequest

TABS = (
    ("Propositions", "moderation:contributions", "contributions"),
    ("Erreurs signalées", "moderation:reports", "reports"),
    ("Anomalies", "moderation:flags", "flags"),
    ("Toutes les offres", "moderation:offers", ""),
    ("Imports", "moderation:runs", ""),
)


def tabs(request: PersonRequest, current: str) -> list[dict[str, Any]]:
    """Return the tabs, `current` being the URL name of the page. Three queries."""
    waiting = work_of(request.user)
    return [
        {"label": label, "url": reverse(name), "current": name == current, "count": waiting.get(count, 0)}
        for label, name, count in TABS
    ]
