"""Ask to be put in touch with a service, answer, say what came of it."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from mec.core.access import can, require
from mec.core.db import keyset_page, read_id
from mec.core.http import Audience, page
from mec.offers.models import Offer
from mec.offers.queries import published_offers
from mec.organizations.models import Organization
from mec.projects.enums import Permission as ProjectPermission
from mec.projects.models import Project
from mec.recommendations.enums import IN_TOUCH, IntroductionState, Permission
from mec.recommendations.models import Introduction, Recommendation
from mec.recommendations.queries import (
    introductions_received,
    introductions_visible_to,
    reachable_organization,
    recommendations_of,
)
from mec.recommendations.services import (
    AlreadyAnsweredError,
    AlreadyAskedError,
    IntroductionRequest,
    accept_introduction,
    ask_introduction,
    close_introduction,
    refuse_introduction,
    relay_introduction,
)
from mec.web.projects.recommendations.forms import AnswerForm, IntroductionForm
from mec.web.projects.sheet import head, visible_project

DONE_MESSAGES = {
    IntroductionState.ACCEPTED: "Vous êtes maintenant conseiller de ce projet : la collectivité en est avertie.",
    IntroductionState.REFUSED: "Votre réponse est envoyée : la collectivité cherchera ailleurs.",
    IntroductionState.RELAYED: "C’est noté : la collectivité sait que sa demande est transmise.",
    IntroductionState.SUCCEEDED: "C’est noté : cette mise en relation a abouti.",
    IntroductionState.DROPPED: "C’est noté : cette mise en relation est sans suite.",
}
LONGEST_NAME = 300


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"])
def ask(request: HttpRequest, reference: str) -> HttpResponse:
    project = visible_project(request, reference)
    require(request.user, Permission.INTRODUCE, project)
    offer = published_offers().select_related("backer").filter(slug=request.GET.get("aide", "")).first()
    advice = _advice(project, request.GET.get("conseil", ""))
    receiver = reachable_organization(offer, demo=project.demo) if offer else None
    form = IntroductionForm(request.POST or None, offer=offer, initial=_known(advice, request))
    if request.method == "POST" and form.is_valid():
        return _asked(request, project, form, offer, receiver)
    context = {"head": head(request, project, "recommendations"), "form": form, "offer": offer, "receiver": receiver}
    return render(request, "projects/introduction_form.html", context, status=422 if form.errors else 200)


def _asked(
    request: HttpRequest, project: Project, form: IntroductionForm, offer: Offer | None, receiver: Organization | None
) -> HttpResponse:
    values = form.cleaned_data
    to = str(receiver or offer.backer) if offer else values["to"]
    wanted = IntroductionRequest(values.get("kind", ""), to, values["message"], offer)
    try:
        introduction = ask_introduction(project, request=wanted, key=values["key"], actor=request.user)
    except AlreadyAskedError as error:
        messages.info(request, "Cette mise en relation est déjà demandée : voici où elle en est.")
        return redirect("projects:introduction", error.introduction.pk)
    messages.success(request, f"Votre demande est envoyée. Un courriel vous donnera la réponse de {to}.")
    return redirect("projects:introduction", introduction.pk)


def _advice(project: Project, digits: str) -> Recommendation | None:
    advice_id = read_id(digits)
    return recommendations_of(project).filter(pk=advice_id).first() if advice_id else None


def _known(advice: Recommendation | None, request: HttpRequest) -> dict[str, Any]:
    """Return what the page that led here knows of whom to meet."""
    if advice is None:
        to = request.GET.get("avec", "")[:LONGEST_NAME]
        return {"to": to} if to else {}
    contact = ", ".join(filter(None, [advice.contact_name, advice.contact_organization]))
    return {"to": contact or advice.signature, "kind": advice.need}


@page(audience=Audience.SIGNED_IN)
def received(request: HttpRequest) -> HttpResponse:
    rows = introductions_received(request.user)
    found = keyset_page(rows, order=("-pk",), cursor=request.GET.get("apres", ""))
    return render(request, "projects/introductions.html", {"page": found})


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"])
def introduction(request: HttpRequest, introduction_id: int) -> HttpResponse:
    found = _visible(request, introduction_id)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        action = form.cleaned_data["action"]
        try:
            _write(action)(found, words=form.cleaned_data["words"], actor=request.user)
        except AlreadyAnsweredError:
            return _shown(request, _visible(request, introduction_id), form, status=409)
        messages.success(request, DONE_MESSAGES[IntroductionState(action)])
        return redirect("projects:introduction", introduction_id)
    return _shown(request, found, form, status=422 if form.errors else 200)


def _visible(request: HttpRequest, introduction_id: int) -> Introduction:
    related = ("project__owner", "offer", "to_organization", "from_organization", "requested_by", "answered_by")
    rows = introductions_visible_to(request.user).select_related(*related, "closed_by")
    return get_object_or_404(rows.prefetch_related("project__territories", "project__departements"), pk=introduction_id)


def _write(action: str) -> Callable[..., None]:
    answers = {
        IntroductionState.ACCEPTED.value: accept_introduction,
        IntroductionState.REFUSED.value: refuse_introduction,
        IntroductionState.RELAYED.value: relay_introduction,
    }

    def answer(found: Introduction, *, words: str, actor: Any) -> None:
        answers[action](found, answer=words, actor=actor)

    def close(found: Introduction, *, words: str, actor: Any) -> None:
        close_introduction(found, state=action, outcome=words, actor=actor)

    return answer if action in answers else close


def _shown(request: HttpRequest, found: Introduction, form: AnswerForm, *, status: int) -> HttpResponse:
    user: Any = request.user
    asked, in_touch = found.state == IntroductionState.ASKED, found.state in IN_TOUCH
    may_close = can(user, Permission.CLOSE_INTRODUCTION, found)
    context = {
        "introduction": found,
        "form": form,
        "stale": status == HTTPStatus.CONFLICT,
        "sees_project": can(user, ProjectPermission.VIEW, found.project),
        "may_answer": asked and can(user, Permission.ANSWER_INTRODUCTION, found),
        "may_relay": asked and can(user, Permission.RELAY_INTRODUCTION, found),
        "may_tell": in_touch and may_close,
        "may_give_up": asked and may_close,
    }
    return render(request, "projects/introduction.html", context, status=status)
