"""Headers on every response, and the rights that a page declares."""

import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse

from mec.core.http.context import RequestContext, enter_request, leave_request
from mec.core.http.page import Audience, PageMark, page_mark

GetResponse = Callable[[HttpRequest], HttpResponse]

PERMISSIONS_POLICY = (
    "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()"
)


class ResponseHeadersMiddleware:
    """Placed before all others but the CSP's, so that the answers that they give themselves have the headers too."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        context = RequestContext(request_id=secrets.token_hex(16))
        token = enter_request(context)
        try:
            response = self.get_response(request)
        finally:
            leave_request(token)
        response.headers["X-Request-ID"] = context.request_id
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if not getattr(response, "xframe_options_exempt", False):
            response.headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", settings.SECURE_REFERRER_POLICY)
        response.headers.setdefault("Cross-Origin-Opener-Policy", settings.SECURE_CROSS_ORIGIN_OPENER_POLICY)
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        return response


class WellFormedMiddleware:
    """Answer 400 to an address that no browser writes: a NUL, which PostgreSQL would refuse at the first query."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise SuspiciousOperation("NUL in the address")
        return self.get_response(request)


class PageAccessMiddleware:
    """Refuse what the view's mark does not allow, before the view runs."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        mark = page_mark(view)
        if mark is None:
            raise ImproperlyConfigured(f"{view.__module__}.{view.__name__} does not declare its audience with @page.")
        if mark.audience is Audience.DEMO and not settings.DEMO:
            raise Http404
        if request.method not in (*mark.methods, *(["HEAD"] if "GET" in mark.methods else [])):
            return HttpResponseNotAllowed(mark.methods)
        if mark.audience in (Audience.PUBLIC, Audience.DEMO):
            return None
        return _enter(request, mark)


def _enter(request: HttpRequest, mark: PageMark) -> HttpResponse | None:
    reading = request.method in ("GET", "HEAD")
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path() if "GET" in mark.methods else "/projets/")
    if mark.audience is Audience.SIGNED_IN and request.user.terms_version != settings.TERMS_VERSION:
        # Who had accepted an earlier version keeps what they are sending; the next page asks them again.
        if request.user.terms_version and not reading:
            return None
        query = f"?{urlencode({'next': request.get_full_path()})}" if reading else ""
        return redirect(reverse("account:terms") + query)
    return None
