"""Say what is wrong with an offer: with or without an account, once per form, so many times an hour."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from mec.core.http import Audience, page
from mec.core.http.throttle import TooManyAttemptsError, client_network, hit
from mec.offers.enums import ReportReason
from mec.offers.models import Offer
from mec.offers.queries import offers_visible_to
from mec.offers.services import report_error
from mec.web.aids.forms import ReportForm
from mec.web.aids.steps import steps_to

WINDOW = timedelta(hours=1)
PER_PERSON = 20
"""Of a person, or of a network: a whole préfecture may leave through one address."""


@page(audience=Audience.PUBLIC, methods=["GET", "POST"])
def report(request: HttpRequest, slug: str) -> HttpResponse:
    offer = offers_visible_to(request.user).filter(slug=slug).first()
    if offer is None:
        raise Http404
    form = ReportForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            return _reported(request, offer, form)
        except TooManyAttemptsError:
            form.add_error(None, "Trop de signalements en peu de temps. Réessayez dans une heure.")
            status = 429
    elif form.errors:
        status = 422
    return render(request, "aids/report.html", {"form": form, "offer": offer, "steps": steps_to(offer)}, status=status)


def _reported(request: HttpRequest, offer: Offer, form: ReportForm) -> HttpResponse:
    user = request.user
    who = f"compte {user.pk}" if user.is_authenticated else client_network(request)
    hit(scope="offer-report", key=who, limit=PER_PERSON, window=WINDOW)
    values = form.cleaned_data
    reason = ReportReason(values["reason"])
    report_error(offer, reason=reason, message=values["message"], key=values["key"], actor=user)
    messages.success(request, "Merci. L’équipe du service vérifie cette fiche.")
    return redirect("aids:detail", offer.slug)
