"""Keep an aid for one of one's projects, or for a new one: signing in on the way leads back here."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from mec.core.access import can
from mec.core.db import StaleVersionError
from mec.core.http import Audience, page
from mec.offers.models import Offer
from mec.offers.queries import offer_by_slug
from mec.organizations.queries import carrying_organizations_of
from mec.projects.models import Project
from mec.projects.queries import own_projects
from mec.recommendations.enums import Permission
from mec.web.aids.steps import steps_to
from mec.web.projects.inspiration import address_of_new, leave_note
from mec.web.projects.recommendations.forms import note_field
from mec.web.projects.recommendations.keep import keep_offer

NEW = "nouveau"


class FollowForm(forms.Form):
    """Among one's projects, or a new one when there is a collectivité to carry it."""

    projet = forms.ChoiceField(
        label="Pour quel projet\u00a0?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez un projet.", "invalid_choice": "Choisissez un des projets proposés."},
    )
    note = note_field("Un mot pour l’équipe", "Pourquoi cette aide, qui s’en occupe… Il est signé de votre nom.")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user = user
        self.projects = {project.reference: project for project in own_projects(user).order_by("-updated_at", "-pk")}
        choices = [(reference, str(project)) for reference, project in self.projects.items()]
        if carrying_organizations_of(user):
            choices.append((NEW, "Un nouveau projet"))
        cast("forms.ChoiceField", self.fields["projet"]).choices = choices

    def clean_projet(self) -> Project | None:
        """Return the project; nothing for a new one."""
        project = self.projects.get(self.cleaned_data["projet"])
        if project and not can(self._user, Permission.DECIDE, project):
            raise forms.ValidationError("Vous lisez ce projet sans pouvoir le modifier\u00a0: choisissez-en un autre.")
        return project


@page(audience=Audience.SIGNED_IN, methods=("GET", "POST"))
def follow(request: HttpRequest, slug: str) -> HttpResponse:
    offer = offer_by_slug(slug, user=request.user)
    if offer is None:
        raise Http404
    form = FollowForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.is_valid():
        return _kept(request, form.cleaned_data["projet"], offer, form.cleaned_data["note"])
    context = {"offer": offer, "form": form, "steps": steps_to(offer), "new_url": address_of_new(offer)}
    return render(request, "aids/follow.html", context, status=422 if form.errors else 200)


def _kept(request: HttpRequest, project: Project | None, offer: Offer, note: str) -> HttpResponse:
    if project is None:
        leave_note(request, offer, note)
        return redirect(address_of_new(offer))
    try:
        keep_offer(project, offer, note=note, actor=request.user)
        messages.success(request, f"«\u00a0{offer.title}\u00a0» est suivie dans le projet «\u00a0{project}\u00a0».")
    except StaleVersionError:
        messages.warning(request, "Quelqu’un vient de changer la suite donnée à cette aide\u00a0: regardez-la ici.")
    return redirect("projects:offer", project.reference, offer.slug)
