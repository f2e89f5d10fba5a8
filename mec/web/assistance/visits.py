"""The visit that a session carries: whom its holder sees the service as."""

from django.http import HttpRequest

from mec.accounts.models import SupportVisit

_VISIT = "support_visit"


def visit_id_of(request: HttpRequest) -> int | None:
    found: int | None = request.session.get(_VISIT)
    return found


def carry(request: HttpRequest, visit: SupportVisit) -> None:
    """Begin under a new session key; the old one opens nothing any more."""
    request.session.cycle_key()
    request.session[_VISIT] = visit.pk


def put_down(request: HttpRequest) -> None:
    """Go back to one's own rights, under a new session key."""
    request.session.pop(_VISIT, None)
    request.session.cycle_key()
