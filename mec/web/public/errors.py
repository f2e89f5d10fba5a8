"""What people read when a page cannot be shown."""

import sys
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.template.loader import render_to_string

from mec.core.access import MissingRightError

NOT_TYPED = frozenset({"csrfmiddlewaretoken"})
RETRY_AFTER = "10"
"""Seconds after which a browser or a watcher may try again."""


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return render(request, "public/errors/413.html", status=413)
    return HttpResponse(render_to_string("public/errors/400.html"), status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    missing = exception.permission.label if isinstance(exception, MissingRightError) else ""
    context = {
        "missing": missing,
        "explanation": getattr(exception, "explanation", ""),
        "texts": _typed(request),
    }
    return render(request, "public/errors/403.html", context, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer the same for what does not exist and for what this person may not know of."""
    return render(request, "public/errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer without the database, which may be the reason."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return unavailable(request)
    return HttpResponse(render_to_string("public/errors/500.html", _offered_again(request)), status=500)


def unavailable(request: HttpRequest) -> HttpResponse:
    response = HttpResponse(render_to_string("public/errors/503.html", _offered_again(request)), status=503)
    response.headers["Retry-After"] = RETRY_AFTER
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Show what was typed, to be copied: a button that sends it again would be what this protection is against."""
    return render(request, "public/errors/csrf.html", {"texts": _typed(request)}, status=403)


def _typed(request: HttpRequest) -> list[str]:
    return [value for name, value in _posted(request) if name not in NOT_TYPED and _is_text(value)]


def _offered_again(request: HttpRequest) -> dict[str, Any]:
    """Return the posted form, whose CSRF token was right, so that the error page can send it again."""
    fields = [{"name": name, "value": value, "is_text": _is_text(value)} for name, value in _posted(request)]
    return {"address": request.get_full_path(), "fields": fields}


def _posted(request: HttpRequest) -> list[tuple[str, str]]:
    try:
        return [(name, value) for name, values in request.POST.lists() for value in map(str, values)]
    except (UnreadablePostError, MultiPartParserError, SuspiciousOperation):
        return []


def _is_text(value: str) -> bool:
    return " " in value.strip()
