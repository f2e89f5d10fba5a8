"""What an alert looks for, what it finds, and the addresses that its mails hold."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.core import signing
from django.urls import reverse

from mec.offers.finding import Wanted, find_offers
from mec.offers.models import Alert
from mec.offers.news import Look, digests_of
from mec.offers.shelf import COLUMNS
from mec.territories.enums import PLACE_KINDS, TerritoryKind
from mec.territories.places import places_of
from mec.territories.queries import territory_for_code

STEPS = (14,)
"""Days before its last one: an aid is told once more."""
_ALL = 100_000
_SALT = "mec.offers.alerts"


def stored_search(wanted: Wanted, *, place: str) -> dict[str, str]:
    """Return what an alert keeps of a search; `place` as addresses name it: "commune-07186"."""
    before = wanted.before.isoformat() if wanted.before else ""
    held = {**wanted.filters(), "text": wanted.text, "place": place, "before": before}
    return {name: value for name, value in sorted(held.items()) if value}


def search_digest(stored: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(stored, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def wanted_of(stored: Mapping[str, str]) -> Wanted:
    """Return the search; a territory that has gone is everywhere."""
    kind, _, code = stored.get("place", "").partition("-")
    territory = territory_for_code(code, TerritoryKind(kind)) if kind in PLACE_KINDS else None
    filters: dict[str, Any] = {name: stored[name] for name in COLUMNS if name in stored}
    return Wanted(
        **filters,
        text=stored.get("text", ""),
        places=places_of([territory]) if territory else (),
        before=date.fromisoformat(stored["before"]) if "before" in stored else None,
    )


def look_at(alert: Alert, today: date) -> Look:
    """Return what its search finds on a day."""
    found = find_offers(wanted_of(alert.wanted), size=_ALL, today=today)
    digests = digests_of(offer.pk for offer in found.offers)
    return Look(list(zip(found.offers, found.standings, strict=True)), digests, today, STEPS)


def alert_address(page: str, alert: Alert) -> str:
    """Return the whole address of a page that the mail alone opens: "aids:confirm_alert", "aids:stop_alert"."""
    return f"{settings.SITE_URL}{reverse(page, args=[signing.dumps(str(alert.reference), salt=_SALT)])}"


def alert_of_token(token: str) -> Alert | None:
    """Return the alert of such an address, or nothing for one that we did not write."""
    try:
        reference = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    return Alert.objects.filter(reference=reference).first()
