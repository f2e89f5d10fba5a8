"""Keep an aid for one of one's projects: signing in on the way leads back here."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from mec.core.access import can
from mec.core.db import StaleVersionError
from mec.core.http import Audience, page
from mec.offers.models import Offer
from mec.offers.queries import offer_by_slug
from mec.projects.models import Project
from mec.projects.queries import own_projects
from mec.recommendations.enums import Permission, RecommendationState
from mec.recommendations.queries import line_of, recommendations_of
from mec.recommendations.reading import facts_of
from mec.recommendations.services import Decision, Shown, decide_offer
from mec.recommendations.weights import VERSION


class FollowForm(forms.Form):
    projet: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None,
        label="Pour quel projet\u00a0?",
        widget=forms.RadioSelect,
        empty_label=None,
        to_field_name="reference",
        error_messages={"required": "Choisissez un projet.", "invalid_choice": "Choisissez un des projets proposés."},
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user = user
        cast("forms.ModelChoiceField", self.fields["projet"]).queryset = own_projects(user).order_by(
            "-updated_at", "-pk"
        )

    def clean_projet(self) -> Project:
        project: Project = self.cleaned_data["projet"]
        if not can(self._user, Permission.DECIDE, project):
            raise forms.ValidationError("Vous lisez ce projet sans pouvoir le modifier\u00a0: choisissez-en un autre.")
        return project


@page(audience=Audience.SIGNED_IN, methods=("GET", "POST"))
def follow(request: HttpRequest, slug: str) -> HttpResponse:
    offer = offer_by_slug(slug, user=request.user)
    if offer is None:
        raise Http404
    form = FollowForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.is_valid():
        return _kept(request, form.cleaned_data["projet"], offer)
    steps = [
        {"label": "Trouver une aide", "url": reverse("aids:list")},
        {"label": offer.title, "url": reverse("aids:detail", args=[slug])},
    ]
    context = {"offer": offer, "form": form, "steps": steps}
    return render(request, "aids/follow.html", context, status=422 if form.errors else 200)


def _kept(request: HttpRequest, project: Project, offer: Offer) -> HttpResponse:
    row = recommendations_of(project).filter(offer=offer).first()
    line = line_of(facts_of(project), offer.pk)
    shown = Shown((*line.explanation, *line.met) if line else (), VERSION if line else None)
    decision = Decision(RecommendationState.IN_PROGRESS)
    version = row.version if row else 0
    try:
        decide_offer(project, offer, decision=decision, shown=shown, expected_version=version, actor=request.user)
        messages.success(request, f"«\u00a0{offer.title}\u00a0» est suivie dans le projet «\u00a0{project}\u00a0».")
    except StaleVersionError:
        messages.warning(request, "Quelqu’un vient de changer la suite donnée à cette aide\u00a0: regardez-la ici.")
    return redirect("projects:offer", project.reference, offer.slug)
