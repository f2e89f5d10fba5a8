"""Answer who proposes an offer: correct it, publish it, refuse it, or lead to the one that exists."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from mec.core.db import keyset_page
from mec.core.http import Audience, page
from mec.offers.models import Contribution
from mec.offers.queries import backer_names, contributions_visible_to, waiting_contributions
from mec.offers.services import (
    ContributionClosedError,
    StaleOfferError,
    mark_duplicate,
    publish_contribution,
    refuse_contribution,
    revise_contribution,
)
from mec.offers.similar import similar_offers
from mec.web.aids.contributing import SUGGESTED_BACKERS, seeks_place, with_places
from mec.web.aids.forms import WholeForm
from mec.web.moderation.access import for_curators
from mec.web.moderation.forms import DuplicateForm, RefusalForm
from mec.web.moderation.tabs import tabs
from mec.web.requests import PersonRequest, form_status

ANSWERED = "Quelqu’un a déjà répondu à cette proposition : rien n’a été changé."
CHANGED = "Quelqu’un a modifié cette offre pendant que vous écriviez : comparez, puis enregistrez de nouveau."


@page(audience=Audience.SIGNED_IN)
@for_curators
def contributions(request: PersonRequest) -> HttpResponse:
    """List what waits, the oldest first."""
    found = keyset_page(waiting_contributions(request.user), order=("pk",), cursor=request.GET.get("apres", ""))
    context = {"page": found, "tabs": tabs(request, "moderation:contributions")}
    return render(request, "moderation/contributions.html", context)


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"])
@for_curators
def contribution(request: PersonRequest, contribution_id: int) -> HttpResponse:
    proposed = _proposed(request, contribution_id)
    form = WholeForm(request.POST if request.method == "POST" else None, offer=proposed.offer)
    status = 0
    if request.method == "POST":
        valid = form.is_valid()
        if seeks_place(request, form):
            form = with_places(request, form, offer=proposed.offer)
        elif valid:
            try:
                return _revised(request, proposed, form)
            except StaleOfferError:
                form = WholeForm(_with_today(request, proposed), offer=proposed.offer)
                form.add_error(None, CHANGED)
                status = 409
    context = {
        "proposed": proposed,
        "form": form,
        "backers": backer_names(limit=SUGGESTED_BACKERS),
        "similar": similar_offers(proposed.offer.title, url=proposed.offer.url),
    }
    return render(request, "moderation/contribution.html", context, status=status or form_status(form))


def _revised(request: PersonRequest, proposed: Contribution, form: WholeForm) -> HttpResponse:
    try:
        seen = form.cleaned_data["seen"] or proposed.created_at
        revise_contribution(proposed, form.whole(), seen=seen, actor=request.user)
        messages.success(request, "La proposition est enregistrée avec vos corrections. Elle n’est pas encore publiée.")
    except ContributionClosedError:
        messages.warning(request, ANSWERED)
    return redirect("moderation:contribution", proposed.pk)


def _with_today(request: PersonRequest, proposed: Contribution) -> Any:
    """Return what was typed, on the offer as it is now: sent again, it replaces it."""
    data = request.POST.copy()
    data["seen"] = proposed.offer.updated_at.isoformat()
    return data


@page(audience=Audience.SIGNED_IN, methods=["POST"])
@for_curators
def publish(request: PersonRequest, contribution_id: int) -> HttpResponse:
    proposed = _proposed(request, contribution_id)
    try:
        publish_contribution(proposed, actor=request.user)
        messages.success(request, f"« {proposed.offer} » est publiée. {proposed.author} le sait.")
    except ContributionClosedError:
        messages.warning(request, ANSWERED)
    return redirect("moderation:contributions")


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"])
@for_curators
def refuse(request: PersonRequest, contribution_id: int) -> HttpResponse:
    proposed = _proposed(request, contribution_id)
    form = RefusalForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            refuse_contribution(proposed, reason=form.cleaned_data["reason"], actor=request.user)
            messages.success(request, f"« {proposed.offer} » n’est pas retenue. {proposed.author} lira votre motif.")
        except ContributionClosedError:
            messages.warning(request, ANSWERED)
        return redirect("moderation:contributions")
    return render(request, "moderation/refuse.html", {"proposed": proposed, "form": form}, status=form_status(form))


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"])
@for_curators
def duplicate(request: PersonRequest, contribution_id: int) -> HttpResponse:
    proposed = _proposed(request, contribution_id)
    similar = similar_offers(proposed.offer.title, url=proposed.offer.url)
    similar = [offer for offer in similar if offer.pk != proposed.offer_id]
    form = DuplicateForm(request.POST if request.method == "POST" else None, similar=similar)
    if request.method == "POST" and form.is_valid():
        try:
            mark_duplicate(proposed, of=form.chosen(), actor=request.user)
            messages.success(request, f"C’est noté : {proposed.author} recevra l’adresse de « {form.chosen()} ».")
        except ContributionClosedError:
            messages.warning(request, ANSWERED)
        return redirect("moderation:contributions")
    return render(request, "moderation/duplicate.html", {"proposed": proposed, "form": form}, status=form_status(form))


def _proposed(request: PersonRequest, contribution_id: int) -> Contribution:
    return get_object_or_404(contributions_visible_to(request.user), pk=contribution_id)
