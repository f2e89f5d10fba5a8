"""For the service's team alone: for anybody else these pages do not exist."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse

from mec.core.access import can
from mec.offers.enums import Permission
from mec.web.requests import PersonRequest


def for_curators(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def guarded(request: PersonRequest, **kwargs: Any) -> HttpResponse:
        if not can(request.user, Permission.CURATE):
            raise Http404
        return view(request, **kwargs)

    return guarded
