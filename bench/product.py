"""The product under the bench: its application, an empty page, and the number of queries when it is asked for."""

from collections.abc import Callable
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mec.core.http import Audience, page

COUNT_HEADER = "Mec-Bench-Queries"


@page(audience=Audience.PUBLIC)
def empty(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/base.html")


def count_queries(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def respond(request: HttpRequest) -> HttpResponse:
        if COUNT_HEADER not in request.headers:
            return get_response(request)
        count = 0

        def counted(execute: Callable[..., Any], *call: Any) -> Any:
            nonlocal count
            count += 1
            return execute(*call)

        with connection.execute_wrapper(counted):
            response = get_response(request)
        response.headers[COUNT_HEADER] = str(count)
        return response

    return respond


application = get_wsgi_application()
