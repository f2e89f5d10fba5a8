"""What an alert looks for, and what is new in what it finds."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.urls import reverse

from mec.offers.calendar import Standing
from mec.offers.facts import OfferFacts
from mec.offers.finding import Wanted, find_offers
from mec.offers.models import Alert, Offer
from mec.offers.shelf import COLUMNS
from mec.territories.enums import PLACE_KINDS, TerritoryKind
from mec.territories.places import places_of
from mec.territories.queries import territory_for_code

SOON = timedelta(days=14)
"""Before its last day, an aid is told once more."""
_ALL = 100_000
_SALT = "mec.offers.alerts"
_DIGEST_LENGTH = 12

Found = list[tuple[OfferFacts, Standing]]


@dataclass(frozen=True)
class News:
    """What an alert has to say; empty: no mail."""

    new: list[OfferFacts] = field(default_factory=list)
    changed: list[OfferFacts] = field(default_factory=list)
    ending: list[tuple[OfferFacts, date]] = field(default_factory=list)
    """With their last day."""

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.ending)

    @property
    def count(self) -> int:
        return len(self.new) + len(self.changed) + len(self.ending)


def stored_search(wanted: Wanted, *, place: str) -> dict[str, str]:
    """Return what an alert keeps of a search; `place` as addresses name it: "commune-07186"."""
    held = {**wanted.filters(), "text": wanted.text, "place": place}
    return {name: value for name, value in sorted(held.items()) if value}


def search_digest(stored: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(stored, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def wanted_of(stored: Mapping[str, str]) -> Wanted:
    """Return the search; a territory that has gone is everywhere."""
    kind, _, code = stored.get("place", "").partition("-")
    territory = territory_for_code(code, TerritoryKind(kind)) if kind in PLACE_KINDS else None
    filters: dict[str, Any] = {name: stored[name] for name in COLUMNS if name in stored}
    return Wanted(**filters, text=stored.get("text", ""), places=places_of([territory]) if territory else ())


def found_now(alert: Alert, today: date) -> Found:
    found = find_offers(wanted_of(alert.wanted), size=_ALL, today=today)
    return list(zip(found.offers, found.standings, strict=True))


def known_now(found: Found, *, told: Mapping[str, Any], today: date) -> dict[str, list[str]]:
    """Return what is known of each offer found: its content, and the last day already told or too near to tell."""
    digests = _digests([offer.pk for offer, _ in found])
    known: dict[str, list[str]] = dict(told)
    for offer, standing in found:
        said = told.get(str(offer.pk), ["", ""])[1]
        known[str(offer.pk)] = [digests[offer.pk], _soon(standing, today) or said]
    return known


def news_of(alert: Alert, found: Found, *, today: date) -> News:
    """Say what the alert did not tell yet: each offer once as new, once for each change, once before its last day."""
    digests = _digests([offer.pk for offer, _ in found])
    news = News()
    for offer, standing in found:
        known = alert.known.get(str(offer.pk))
        if known is None:
            news.new.append(offer)
        elif known[0] != digests[offer.pk]:
            news.changed.append(offer)
        elif standing.until and _soon(standing, today) not in ("", known[1]):
            news.ending.append((offer, standing.until))
    return news


def _soon(standing: Standing, today: date) -> str:
    """Return the last day of what ends soon; empty for the rest."""
    left = standing.days_left(today)
    return standing.until.isoformat() if standing.until and left is not None and left <= SOON.days else ""


def _digests(ids: list[int]) -> dict[int, str]:
    rows = Offer.objects.filter(pk__in=ids).values_list("pk", "loaded_digest")
    return {pk: digest[:_DIGEST_LENGTH] for pk, digest in rows}


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
