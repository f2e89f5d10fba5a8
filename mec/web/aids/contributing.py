"""Propose an offer that the catalogue lacks, and read what became of it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from mec.core.db import keyset_page
from mec.core.http import Audience, page
from mec.offers.models import Offer
from mec.offers.queries import backer_names, own_contributions
from mec.offers.services import WAITING_AT_MOST, TooManyContributionsError, propose_offer
from mec.offers.similar import similar_offers
from mec.web.aids.forms import ContributionForm, WholeForm
from mec.web.requests import PersonRequest

SEARCH = "chercher"
SUGGESTED_BACKERS = 200
_SEVERAL = (forms.MultipleChoiceField, forms.ModelMultipleChoiceField)


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"])
def contribute(request: PersonRequest) -> HttpResponse:
    form = ContributionForm(request.POST if request.method == "POST" else None)
    similar: list[Offer] = []
    if request.method == "POST":
        valid = form.is_valid()
        if seeks_place(request, form):
            form = with_places(request, form)
        elif valid:
            similar = _similar(form)
            if not similar and _proposed(request, form):
                return redirect("aids:contributions")
    context = {"form": form, "similar": similar, "backers": backer_names(limit=SUGGESTED_BACKERS)}
    return render(request, "aids/contribute.html", context, status=422 if form.errors else 200)


@page(audience=Audience.SIGNED_IN)
def contributions(request: PersonRequest) -> HttpResponse:
    found = keyset_page(own_contributions(request.user), order=("-pk",), cursor=request.GET.get("apres", ""))
    return render(request, "aids/contributions.html", {"page": found})


def seeks_place(request: HttpRequest, form: WholeForm) -> bool:
    """Whether there are places to tick before anything else: one was asked for, or the text tells several."""
    asked = request.POST.get("action") == SEARCH and "territory_search" not in form.errors
    return asked or bool(form.candidates)


def with_places(request: HttpRequest, form: WholeForm, **options: Any) -> Any:
    """Return the same text, unchecked, with what was found to tick."""
    ticked = [territory.pk for territory in form.places()]
    typed: dict[str, Any] = {
        name: request.POST.getlist(name) if isinstance(field, _SEVERAL) else request.POST.get(name, "")
        for name, field in form.fields.items()
    }
    typed |= {"territory_search": "", "territories": ticked}
    return type(form)(initial=typed, places=[*ticked, *(hit.id for hit in form.candidates)], **options)


def _similar(form: ContributionForm) -> list[Offer]:
    values = form.cleaned_data
    found = [] if values["different"] else similar_offers(values["title"], url=values["url"])
    if found:
        form.ask_whether_different()
    return found


def _proposed(request: PersonRequest, form: ContributionForm) -> bool:
    values = form.cleaned_data
    try:
        propose_offer(form.whole(), message=values["message"], key=values["key"], actor=request.user)
    except TooManyContributionsError:
        form.add_error(None, f"Vous attendez déjà {WAITING_AT_MOST} réponses : patientez jusqu’à la prochaine.")
        return False
    messages.success(request, "Merci. L’équipe du service relit votre proposition et vous répond ici et par courriel.")
    return True
