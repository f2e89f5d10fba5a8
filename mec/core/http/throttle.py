"""So many attempts in so long a time, counted in the database: exact with any number of processes."""

import ipaddress
import math
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from mec.core.http.models import Throttle
from mec.core.security import hash_secret


class TooManyAttemptsError(Exception):
    """The limit is reached; another attempt is possible after `retry_after`."""

    def __init__(self, retry_after: timedelta) -> None:
        super().__init__(f"retry after {retry_after}")
        self.retry_after = retry_after


@transaction.atomic(durable=True)
def hit(*, scope: str, key: str, limit: int, window: timedelta) -> None:
    """Count an attempt by `key`; at most `limit` are let through in any `window`.

    Raises TooManyAttemptsError for one too many, which is not counted. Must be called outside any transaction, for an
    attempt counts even when what follows is undone: RuntimeError otherwise.
    """
    now = timezone.now()
    row = _locked_row(scope, hash_secret(key, purpose=f"throttle:{scope}"), now + window)
    recent = [instant for instant in row.hits if instant > (now - window).timestamp()]
    if len(recent) >= limit:
        wait = recent[-limit] + window.total_seconds() - now.timestamp()
        raise TooManyAttemptsError(timedelta(seconds=math.ceil(wait)))
    row.hits = [*recent, now.timestamp()]
    row.save(update_fields=["hits"])


def _locked_row(scope: str, key: str, expires_at: datetime) -> Throttle:
    """Insert the row or touch it, which locks it until the end of the transaction on both engines."""
    Throttle.objects.bulk_create(
        [Throttle(scope=scope, key=key, expires_at=expires_at)],
        update_conflicts=True,
        unique_fields=["scope", "key"],
        update_fields=["expires_at"],
    )
    return Throttle.objects.get(scope=scope, key=key)


def purge_throttles() -> int:
    """Delete what no window reaches any more, and return how many."""
    count, _ = Throttle.objects.filter(expires_at__lt=timezone.now()).delete()
    return count


def client_address(request: HttpRequest) -> str:
    """Return the address of who asks; `X-Forwarded-For` is believed only as far as the declared proxies wrote it."""
    direct: str = request.META.get("REMOTE_ADDR", "")
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    count = settings.TRUSTED_PROXY_COUNT
    if not 0 < count <= len(hops):
        return direct
    try:
        return str(ipaddress.ip_address(hops[-count]))
    except ValueError:
        return direct


def client_network(request: HttpRequest) -> str:
    """Return the network to throttle: the IPv4 address, or the /64 that one IPv6 subscriber owns."""
    try:
        address = ipaddress.ip_address(client_address(request))
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv6Address):
        return str(address.ipv4_mapped or ipaddress.ip_network((address, 64), strict=False))
    return str(address)
