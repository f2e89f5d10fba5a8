"""What one hears of a project: choose it, class by class."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from mec.core.http import Audience, page
from mec.core.ui.widgets import HintedCheckboxes
from mec.notifications.queries import rhythms_of
from mec.projects.enums import EVENT_CLASS_HINTS, EventClass
from mec.projects.queries import followed_classes
from mec.projects.services import choose_following
from mec.web.projects.sheet import head, visible_project
from mec.web.requests import PersonRequest

ALL, NOTHING = "tout", "rien"
"""What the two other buttons of the form ask for."""


class FollowingForm(forms.Form):
    """No box ticked is an answer too: nothing is followed."""

    all_optional = True

    classes = forms.MultipleChoiceField(
        label="Prévenez-moi quand",
        choices=EventClass.choices,
        widget=HintedCheckboxes(hints={one.value: hint for one, hint in EVENT_CLASS_HINTS.items()}),
        required=False,
        error_messages={"invalid_choice": "Ce choix n’existe pas : cochez parmi les cases de la page."},
    )


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"])
def following(request: PersonRequest, reference: str) -> HttpResponse:
    project = visible_project(request, reference)
    shown = head(request, project, "detail")
    followed = followed_classes(request.user, project, shown.told)
    form = FollowingForm(request.POST if request.method == "POST" else None, initial={"classes": sorted(followed)})
    if request.method == "POST" and form.is_valid():
        wanted = _wanted(request.POST.get("action", ""), form)
        choose_following(project, classes=wanted, actor=request.user)
        messages.success(request, _done(wanted))
        return redirect("projects:following", reference)
    context = {
        "head": shown,
        "form": form,
        "followed": followed,
        "follows_all": followed == frozenset(EventClass),
        "rhythm": rhythms_of([request.user])[request.user.pk],
    }
    return render(request, "projects/following.html", context, status=422 if form.errors else 200)


def _wanted(action: str, form: FollowingForm) -> frozenset[EventClass]:
    if action in (ALL, NOTHING):
        return frozenset(EventClass) if action == ALL else frozenset()
    return frozenset(EventClass(value) for value in form.cleaned_data["classes"])


def _done(wanted: frozenset[EventClass]) -> str:
    if not wanted:
        return "Vous ne suivez plus ce projet : seuls les messages qui vous sont adressés en propre arriveront encore."
    return "Votre suivi est enregistré."
