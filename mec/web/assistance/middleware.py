"""During a visit, the person who is seen stands in the place of who looks, and nothing can be written."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from mec.accounts.queries import current_support
from mec.accounts.services import end_support, note_support_page
from mec.web.assistance.visits import put_down, visit_id_of

READING = ("GET", "HEAD")


class SupportMiddleware:
    """Placed after the session's lifetime, which is that of who looks, and before any page asks who they are."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        visit_id = visit_id_of(request)
        return self.get_response(request) if visit_id is None else self._visit(request, visit_id)

    def _visit(self, request: HttpRequest, visit_id: int) -> HttpResponse:
        visit = current_support(visit_id, agent=request.user) if request.user.is_authenticated else None
        if visit is None:
            # What was asked was meant for the person's own rights: it is not done with those of who looks.
            put_down(request)
            messages.info(request, "La visite est terminée : vous avez retrouvé votre propre compte.")
            return redirect("assistance:start")
        vars(request)["support"] = visit
        request.user = visit.account
        if request.method in READING:
            note_support_page(visit, path=request.path)
        elif request.path == reverse("account:sign_out"):
            end_support(visit)
        elif request.path != reverse("assistance:end"):
            return render(request, "assistance/read_only.html", status=403)
        return self.get_response(request)
