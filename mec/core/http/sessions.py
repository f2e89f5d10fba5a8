"""How long a session lives: opened with a new key, closed after too long without a request or too long in all."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import auth
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

IDLE, ABSOLUTE = timedelta(hours=8), timedelta(days=7)
STAFF_IDLE, STAFF_ABSOLUTE = timedelta(hours=1), timedelta(hours=12)
NOTED_EVERY = timedelta(minutes=1)

_BEGUN = "mec_begun"
_SEEN = "mec_seen"


class SessionLifetimeMiddleware:
    """Close the session of whoever has been away too long, before any page asks who they are."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if auth.SESSION_KEY in request.session and request.user.is_authenticated:
            _note_or_close(request)
        return self.get_response(request)


def _note_or_close(request: HttpRequest) -> None:
    now = int(timezone.now().timestamp())
    idle, absolute = (STAFF_IDLE, STAFF_ABSOLUTE) if request.user.is_staff else (IDLE, ABSOLUTE)
    begun = request.session.get(_BEGUN, now)
    seen = request.session.get(_SEEN, begun)
    if now - seen >= idle.total_seconds() or now - begun >= absolute.total_seconds():
        request.session.flush()
        request.user = AnonymousUser()
    elif _SEEN not in request.session or now - seen >= NOTED_EVERY.total_seconds():
        request.session[_BEGUN] = begun
        request.session[_SEEN] = now


def open_session(request: HttpRequest, user: Any) -> None:
    """Give the browser a new session of `user`, under a new key; what the old one held is forgotten."""
    request.session.flush()
    auth.login(request, user)
    now = int(timezone.now().timestamp())
    request.session[_BEGUN] = request.session[_SEEN] = now


def close_session(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """End the session on the server, and have the browser forget what this site left in it."""
    auth.logout(request)
    response.headers["Clear-Site-Data"] = '"cookies", "storage"'
    return response
