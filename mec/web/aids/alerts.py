"""Hear of what a search of aids finds: ask, confirm by mail, see one's alerts, stop."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.views.decorators.csrf import csrf_exempt

from mec.accounts.validators import normalized_email
from mec.core.http import Audience, page
from mec.core.http.throttle import TooManyAttemptsError, client_network, hit
from mec.offers.alerts import alert_address, alert_of_token, stored_search
from mec.offers.enums import AlertFrequency, OfferKind
from mec.offers.finding import find_offers
from mec.offers.models import Alert
from mec.offers.queries import alerts_of, alerts_referred
from mec.offers.services import TooManyAlertsError, confirm_alert, create_alert, stop_alert
from mec.web.aids.listing import PARAMETERS, Query, chips_of, path_of, query_from
from mec.web.aids.places import find_place

WINDOW = timedelta(hours=1)
PER_NETWORK = 30
PER_ADDRESS = 6
_EVERYTHING = "Toutes les aides"


class AlertForm(forms.Form):
    email = forms.EmailField(
        label="Votre adresse électronique",
        help_text="Format attendu\u00a0: nom@domaine.fr. Un courriel y partira pour la confirmer.",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": "Écrivez votre adresse électronique.",
            "invalid": "Écrivez une adresse complète, par exemple nom@domaine.fr.",
        },
    )
    frequency = forms.ChoiceField(
        label="À quelle fréquence voulez-vous recevoir les nouvelles\u00a0?",
        choices=AlertFrequency.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez une fréquence.", "invalid_choice": "Choisissez une des fréquences."},
    )


@page(audience=Audience.PUBLIC, methods=["GET", "POST"])
def new_alert(request: HttpRequest) -> HttpResponse:
    # What is closed is no news: an alert tells of what can be asked for.
    query = query_from(request.GET, find_place(request.GET, commune_first=True)).but(closed=False)
    found = find_offers(query.wanted, size=1)
    labels = [chip.label for chip in chips_of(query, found)]
    form = AlertForm(request.POST if request.method == "POST" else None, initial=_initial(request.user))
    status = 200
    if request.method == "POST" and form.is_valid():
        status = _ask(request, form, query, labels)
        if status == 200:  # noqa: PLR2004 -- nothing refused it
            return redirect("aids:alert_asked")
    elif form.errors:
        status = 422
    context = {"form": form, "labels": labels, "total": found.total, "list_url": query.url()}
    return render(request, "aids/alert_new.html", context, status=status)


def _initial(user: Any) -> dict[str, str]:
    return {"email": user.email} if user.is_authenticated else {}


def _ask(request: HttpRequest, form: AlertForm, query: Query, labels: list[str]) -> int:
    """Create the alert and return 200, or say in the form why not and return what the page answers."""
    email = normalized_email(form.cleaned_data["email"])
    try:
        hit(scope="offer-alert-network", key=client_network(request), limit=PER_NETWORK, window=WINDOW)
        hit(scope="offer-alert-address", key=email, limit=PER_ADDRESS, window=WINDOW)
        create_alert(
            email=email,
            wanted=stored_search(query.wanted, place=query.where.code),
            title=", ".join(labels) or _EVERYTHING,
            frequency=AlertFrequency(form.cleaned_data["frequency"]),
            actor=request.user,
        )
    except TooManyAttemptsError:
        form.add_error(None, "Trop de demandes en peu de temps. Réessayez dans une heure.")
        return 429
    except TooManyAlertsError:
        form.add_error("email", "Cette adresse a déjà cinquante alertes\u00a0: arrêtez-en une d’abord.")
        return 422
    return 200


@page(audience=Audience.PUBLIC)
def alert_asked(request: HttpRequest) -> HttpResponse:
    return render(request, "aids/alert_asked.html")


@page(audience=Audience.PUBLIC, methods=["GET", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for a click: a mailbox that opens links by itself confirms nothing."""
    alert = _of_token(token)
    if request.method == "POST":
        alert = confirm_alert(alert)
    context = {"alert": alert, "search": search_address(alert)}
    return render(request, "aids/alert_confirm.html", context)


@csrf_exempt
@page(audience=Audience.PUBLIC, methods=["GET", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Ask to confirm, then stop; a mailbox posts here by itself when its own button is pressed (RFC 8058)."""
    alert = _of_token(token)
    if request.method == "POST":
        alert = stop_alert(alert)
    return render(request, "aids/alert_stop.html", {"alert": alert, "search": search_address(alert)})


@page(audience=Audience.PUBLIC)
def alert_search(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Lead from a mail to the search as it is today; the address tells nothing of who asked."""
    return redirect(search_address(get_object_or_404(alerts_referred(reference))))


@page(audience=Audience.SIGNED_IN)
def my_alerts(request: HttpRequest) -> HttpResponse:
    lines = [
        {"alert": alert, "search": search_address(alert), "stop": alert_address("aids:stop_alert", alert)}
        for alert in alerts_of(request.user)
    ]
    return render(request, "aids/alerts.html", {"lines": lines})


def search_address(alert: Alert) -> str:
    stored: dict[str, str] = alert.wanted
    values = {name: stored.get(field, "") for name, field in PARAMETERS.items()}
    values |= {"q": stored.get("text", ""), "territoire": stored.get("place", ""), "avant": stored.get("before", "")}
    query = urlencode({name: value for name, value in values.items() if value})
    path = path_of(service=stored.get("kind") == OfferKind.SERVICE)
    return f"{path}{'?' if query else ''}{query}"


def _of_token(token: str) -> Alert:
    alert = alert_of_token(token)
    if alert is None:
        raise Http404
    return alert
