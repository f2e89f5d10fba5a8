"""Find any offer of the catalogue, correct its plain facts, withdraw it, publish it again."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from mec.core.db import keyset_page
from mec.core.http import Audience, page
from mec.core.journal.queries import timeline
from mec.offers.models import Offer
from mec.offers.queries import find_curated, flags_of, offers_curated_by
from mec.offers.services import StaleOfferError, StatusError, correct_offer, publish_offer, withdraw_offer
from mec.web.aids.doubts import sentence_of
from mec.web.aids.forms import PlainForm
from mec.web.moderation.access import for_curators
from mec.web.moderation.contributions import CHANGED
from mec.web.moderation.events import event_of
from mec.web.moderation.forms import FindForm, WithdrawalForm
from mec.web.moderation.tabs import tabs
from mec.web.requests import PersonRequest, form_status

EVENTS_SHOWN = 20
OTHERWISE = "Quelqu’un a changé l’état de cette offre entre-temps : rien n’a été fait."


@page(audience=Audience.SIGNED_IN)
@for_curators
def offers(request: PersonRequest) -> HttpResponse:
    form = FindForm(request.GET)
    values = form.cleaned_data if form.is_valid() else {}
    found = find_curated(request.user, text=values.get("q", ""), status=values.get("etat", ""))
    context = {
        "form": form,
        "page": keyset_page(found, order=("title", "pk"), cursor=request.GET.get("apres", "")),
        "tabs": tabs(request, "moderation:offers"),
    }
    return render(request, "moderation/offers.html", context)


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"])
@for_curators
def offer(request: PersonRequest, offer_id: int) -> HttpResponse:
    found = _offer(request, offer_id)
    form = PlainForm(request.POST if request.method == "POST" else None, offer=found)
    status = 0
    if request.method == "POST" and form.is_valid():
        try:
            seen = form.cleaned_data["seen"] or found.created_at
            correct_offer(found, form.plain(), seen=seen, actor=request.user)
        except StaleOfferError:
            form = PlainForm(_with_today(request, found), offer=found)
            form.add_error(None, CHANGED)
            status = 409
        else:
            messages.success(request, "La fiche est corrigée. Le journal garde ce qu’elle disait avant.")
            return redirect("moderation:offer", offer_id)
    context = {
        "offer": found,
        "contribution": getattr(found, "contribution", None),
        "form": form,
        "doubts": [sentence_of(flag) for flag in flags_of(found)],
        "events": [event_of(entry) for entry in timeline(request.user, found)[:EVENTS_SHOWN]],
    }
    return render(request, "moderation/offer.html", context, status=status or form_status(form))


def _with_today(request: PersonRequest, found: Offer) -> Any:
    data = request.POST.copy()
    data["seen"] = found.updated_at.isoformat()
    return data


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"])
@for_curators
def withdraw(request: PersonRequest, offer_id: int) -> HttpResponse:
    """Ask why, then withdraw; the page that follows has the button that publishes again."""
    found = _offer(request, offer_id)
    form = WithdrawalForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_offer(found, reason=form.cleaned_data["reason"], actor=request.user)
            messages.success(request, "L’offre est retirée du catalogue. Vous pouvez annuler ci-dessous.")
        except StatusError:
            messages.warning(request, OTHERWISE)
        return redirect("moderation:offer", offer_id)
    return render(request, "moderation/withdraw.html", {"offer": found, "form": form}, status=form_status(form))


@page(audience=Audience.SIGNED_IN, methods=["POST"])
@for_curators
def publish(request: PersonRequest, offer_id: int) -> HttpResponse:
    try:
        publish_offer(_offer(request, offer_id), actor=request.user)
        messages.success(request, "L’offre est publiée : on la trouve de nouveau.")
    except StatusError:
        messages.warning(request, OTHERWISE)
    return redirect("moderation:offer", offer_id)


def _offer(request: PersonRequest, offer_id: int) -> Offer:
    return get_object_or_404(offers_curated_by(request.user).select_related("backer", "contribution"), pk=offer_id)
