"""Write an advice, correct it, take it back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from mec.core.access import require
from mec.core.db import StaleVersionError
from mec.core.http import Audience, page
from mec.offers.finding import Wanted, find_offers
from mec.offers.queries import published_offers
from mec.projects.models import Project
from mec.recommendations.enums import Permission
from mec.recommendations.models import Recommendation
from mec.recommendations.queries import recommendations_ever, recommendations_of
from mec.recommendations.services import AlreadyAdvisedError, advise, edit_advice, withdraw_advice
from mec.web.projects.recommendations.forms import AdviceForm
from mec.web.projects.sheet import head, visible_project
from mec.web.requests import typed_over

LONGEST_SEARCH = 200
MAX_FOUND = 8
SEARCH = "chercher"
"""What the form asks for; anything else gives the advice."""
EDITED = (
    "message",
    "need",
    "resource_title",
    "resource_url",
    "contact_name",
    "contact_organization",
    "contact_email",
    "contact_phone",
    "due_on",
    "version",
)


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"])
def new(request: HttpRequest, reference: str) -> HttpResponse:
    project = visible_project(request, reference)
    require(request.user, Permission.RECOMMEND, project)
    if request.method == "POST":
        return _given(request, project)
    chosen = published_offers().filter(slug=request.GET.get("aide", "")).first()
    form = AdviceForm(initial={"offer": chosen}, offers=[chosen.pk] if chosen else [])
    return _form_page(request, project, form)


def _given(request: HttpRequest, project: Project) -> HttpResponse:
    if request.POST.get("action") == SEARCH:
        return _found(request, project)
    form = AdviceForm(request.POST)
    if not form.is_valid():
        return _form_page(request, project, form, status=422)
    key = form.cleaned_data["key"]
    try:
        advise(project, content=form.content(), offer=form.chosen_offer, key=key, actor=request.user)
    except AlreadyAdvisedError as error:
        form.add_error(
            "offer", f"{error.recommendation.signature} a déjà conseillé cette offre : choisissez-en une autre."
        )
        return _form_page(request, project, form, status=422)
    messages.success(request, f"Votre conseil est donné. {project.owner} en est avertie.")
    return redirect("projects:recommendations", project.reference)


def _found(request: HttpRequest, project: Project) -> HttpResponse:
    """Show again what was typed, with what the catalogue answers; the advice itself may still be to write."""
    typed = request.POST.get("offer_search", "")[:LONGEST_SEARCH].strip()
    offers = find_offers(Wanted(text=typed), size=MAX_FOUND).offers if typed else []
    form = AdviceForm(request.POST, offers=[offer.pk for offer in offers])
    form.forgive_missing_words()
    if not typed:
        form.add_error("offer_search", "Dites en quelques mots ce que vous cherchez, par exemple «\u00a0friche\u00a0».")
    status = 422 if form.errors else 200
    return _form_page(request, project, form, status=status, searched=typed, found=len(offers))


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"])
def edit(request: HttpRequest, reference: str, recommendation_id: int) -> HttpResponse:
    project, advice = _advice(request, reference, recommendation_id)
    if request.method != "POST":
        form = AdviceForm(initial={name: getattr(advice, name) for name in EDITED}, keeps_offer=True)
        return _form_page(request, project, form, advice=advice)
    form = AdviceForm(request.POST, initial={"due_on": advice.due_on}, keeps_offer=True)
    if not form.is_valid():
        return _form_page(request, project, form, status=422, advice=advice)
    version = form.cleaned_data["version"]
    try:
        edit_advice(advice, expected_version=version, content=form.content(), actor=request.user)
    except StaleVersionError:
        return _conflict(request, project, advice)
    messages.success(request, "Votre conseil est modifié.")
    return redirect("projects:recommendations", reference)


@page(audience=Audience.SIGNED_IN, methods=["POST"])
def withdraw(request: HttpRequest, reference: str, recommendation_id: int) -> HttpResponse:
    project = visible_project(request, reference)
    advice = get_object_or_404(recommendations_ever(project), pk=recommendation_id)
    if advice.is_given:
        withdraw_advice(advice, actor=request.user)
    messages.success(request, "Votre conseil est retiré. L’historique du projet en garde la trace.")
    return redirect("projects:recommendations", reference)


def _advice(request: HttpRequest, reference: str, recommendation_id: int) -> tuple[Project, Recommendation]:
    project = visible_project(request, reference)
    advice = get_object_or_404(recommendations_of(project), pk=recommendation_id)
    require(request.user, Permission.CHANGE_ADVICE, advice)
    return project, advice


def _conflict(request: HttpRequest, project: Project, advice: Recommendation) -> HttpResponse:
    """Show both texts; sending the form again keeps the person's own, knowing what it replaces."""
    advice.refresh_from_db()
    form = AdviceForm(typed_over(request, advice.version), initial={"due_on": advice.due_on}, keeps_offer=True)
    form.is_valid()
    return _form_page(request, project, form, status=409, advice=advice, theirs=advice)


def _form_page(
    request: HttpRequest, project: Project, form: AdviceForm, *, status: int = 200, **context: Any
) -> HttpResponse:
    blank = {"advice": None, "theirs": None, "searched": "", "found": 0}
    unfolded = {"is_unfolded": request.method == "POST" or "advice" in context}
    page_context = blank | unfolded | {"head": head(request, project, "recommendations"), "form": form} | context
    return render(request, "projects/advice.html", page_context, status=status)
