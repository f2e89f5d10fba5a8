"""The tab of recommendations, an advice to write, what the collectivité does with each proposal."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import SimpleLazyObject

from mec.appointments.models import Desk
from mec.appointments.queries import desks_for_offer, desks_for_project
from mec.core.access import can, require
from mec.core.db import StaleVersionError
from mec.core.http import Audience, page
from mec.offers.models import Offer
from mec.offers.place_links import is_for_a_place
from mec.offers.queries import has_awards, published_offers
from mec.projects.models import Project
from mec.projects.rules import standing_of
from mec.recommendations.enums import Permission, RecommendationState
from mec.recommendations.lines import Line
from mec.recommendations.models import Recommendation
from mec.recommendations.queries import line_of, recommendations_of
from mec.recommendations.reading import facts_of
from mec.recommendations.services import Decision, Shown, decide, decide_offer
from mec.recommendations.weights import VERSION
from mec.web.place_links import around_project
from mec.web.projects.recommendations.board import board
from mec.web.projects.recommendations.forms import DecisionForm
from mec.web.projects.recommendations.specify import may_specify
from mec.web.projects.sheet import head, visible_project

DONE_MESSAGES = {
    RecommendationState.TO_STUDY: "« {what} » est de nouveau à étudier.",
    RecommendationState.IN_PROGRESS: "« {what} » est en cours d’étude : vous la retrouvez en haut de cette page.",
    RecommendationState.DONE: "« {what} » est notée comme faite.",
    RecommendationState.NOT_APPLICABLE: "« {what} » est écartée. Vous la retrouvez dans « Écartées », en bas de page.",
}

MOST_DESKS = 5


@dataclass(frozen=True)
class Proposal:
    """What a page shows and answers: what people advised or answered, the offer, what the matching says of it."""

    project: Project
    row: Recommendation | None
    offer: Offer | None
    line: Line | None
    write: Callable[[Decision, int], object]

    @property
    def title(self) -> str:
        return str(self.offer) if self.offer or self.row is None else f"Conseil de {self.row.author}"


@page(audience=Audience.SIGNED_IN)
def recommendations(request: HttpRequest, reference: str) -> HttpResponse:
    project = visible_project(request, reference)
    sheet, shown = head(request, project, "recommendations"), board(request, project)
    context = {
        "head": sheet,
        "board": shown,
        "may_specify": sheet.may_edit and may_specify(project, shown.found),
        "around": SimpleLazyObject(partial(around_project, project)),
        "desks": desks_for_project(project, request.user)[:MOST_DESKS],
    }
    return render(request, "projects/recommendations.html", context)


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"])
def recommendation(request: HttpRequest, reference: str, recommendation_id: int) -> HttpResponse:
    """One advice, or what was answered of an offer: all of it, and what the collectivité does with it."""
    project = visible_project(request, reference)
    row = get_object_or_404(recommendations_of(project), pk=recommendation_id)
    line = line_of(facts_of(project), row.offer_id) if row.offer_id else None

    def write(decision: Decision, version: int) -> None:
        decide(row, decision=decision, expected_version=version, actor=request.user)

    return _page(request, Proposal(project, row, row.offer, line, write))


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"])
def offer(request: HttpRequest, reference: str, slug: str) -> HttpResponse:
    """An offer for this project: why it is proposed, what is to be checked, and what the collectivité does with it."""
    project = visible_project(request, reference)
    found = get_object_or_404(published_offers().select_related("backer"), slug=slug)
    row = recommendations_of(project).filter(offer=found).first()
    line = line_of(facts_of(project), found.pk)

    def write(decision: Decision, version: int) -> None:
        shown = Shown((*line.explanation, *line.met) if line else (), VERSION if line else None)
        decide_offer(project, found, decision=decision, shown=shown, expected_version=version, actor=request.user)

    return _page(request, Proposal(project, row, found, line, write))


def _page(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    form = DecisionForm(request.POST or None, row=proposal.row)
    if request.method == "POST":
        require(request.user, Permission.DECIDE, proposal.project)
        if not form.is_valid():
            return _shown(request, proposal, form, status=422)
        try:
            proposal.write(form.decided(), form.cleaned_data["version"])
        except StaleVersionError:
            return _shown(request, replace(proposal, row=_recorded(proposal)), form, status=409)
        messages.success(request, _done(form).format(what=proposal.title))
        return redirect("projects:recommendations", proposal.project.reference)
    return _shown(request, proposal, form)


def _desks(proposal: Proposal, user: Any) -> Iterable[Desk]:
    """Return where the project's people can talk about this very offer."""
    if proposal.offer is None or not standing_of(user, proposal.project).owner:
        return ()
    return desks_for_offer(proposal.offer, user)[:MOST_DESKS]


def _done(form: DecisionForm) -> str:
    note = form.decided().note
    if note is not None:
        return "Le mot pour l’équipe est enregistré." if note.strip() else "Le mot pour l’équipe est retiré."
    return DONE_MESSAGES[RecommendationState(form.cleaned_data["decision"])]


def _recorded(proposal: Proposal) -> Recommendation | None:
    rows = recommendations_of(proposal.project)
    if proposal.offer:
        return rows.filter(offer=proposal.offer).first()
    return rows.filter(pk=proposal.row.pk).first() if proposal.row else None


def _shown(request: HttpRequest, proposal: Proposal, form: DecisionForm, *, status: int = 200) -> HttpResponse:
    user: Any = request.user
    project = proposal.project
    context = {
        "head": head(request, project, "recommendations"),
        "proposal": proposal,
        "place_url": proposal.offer.url if proposal.offer and is_for_a_place(proposal.offer.url) else "",
        "around": SimpleLazyObject(partial(around_project, project)),
        "row": proposal.row,
        "version": proposal.row.version if proposal.row else 0,
        "form": form,
        "desks": _desks(proposal, user),
        "has_awards": proposal.offer is not None and has_awards(proposal.offer),
        "stale": status == HTTPStatus.CONFLICT,
        "may_decide": can(user, Permission.DECIDE, project),
        "may_introduce": can(user, Permission.INTRODUCE, project),
        "may_recommend": can(user, Permission.RECOMMEND, project),
        "may_change": proposal.row is not None and can(user, Permission.CHANGE_ADVICE, proposal.row),
    }
    return render(request, "projects/proposal.html", context, status=status)
