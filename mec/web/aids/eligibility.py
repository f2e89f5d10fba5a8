"""May I have this aid? For a project that is here, or for what the address says of one: read without an account."""

from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from mec.core.access import can, require
from mec.core.http import Audience, page
from mec.core.ui.french import day
from mec.offers.enums import OfferStatus
from mec.offers.facts import OfferFacts
from mec.offers.models import Offer
from mec.offers.money import estimate
from mec.offers.queries import offer_by_slug
from mec.offers.shelf import facts_of_offer
from mec.projects.enums import Permission
from mec.projects.models import Project
from mec.projects.queries import answers_of
from mec.projects.services import answer_questions
from mec.questionnaires.forms import QuestionsForm
from mec.questionnaires.questions import Question
from mec.recommendations.criteria import Criterion
from mec.recommendations.eligibility import CALENDAR, Eligibility, closed_calendar, eligibility_of, questions_of
from mec.recommendations.enums import EligibilityOutcome, Verdict
from mec.recommendations.facts import ProjectFacts
from mec.recommendations.lines import Reason
from mec.recommendations.reading import facts_of
from mec.web.aids.group import has_threshold
from mec.web.aids.places import candidates_at, code_of
from mec.web.aids.projects import address_for, latest_projects, seen_project
from mec.web.aids.situation import situation_of
from mec.web.aids.steps import steps_to

MOST_PROJECTS = 5
_ENDED = "Sa source ne la donne plus."
_MEANINGS = {
    EligibilityOutcome.YES: "Vous remplissez toutes les conditions que le catalogue connaît.",
    EligibilityOutcome.ALMOST: "Une seule condition manque, et elle peut changer.",
    EligibilityOutcome.NO: "Au moins une condition s’y oppose.",
    EligibilityOutcome.UNKNOWN: "Rien ne s’y oppose, mais il reste des conditions à vérifier.",
}


@dataclass(frozen=True)
class Result:
    """The verdict as the page says it; of a closed aid, what it would be if it opened again."""

    closed: str
    """Since when it is closed, as a sentence; empty when it is not."""
    eligibility: Eligibility

    @property
    def title(self) -> str:
        """Return "Presque éligible", or "Si elle rouvrait : presque éligible, il manque 4 200 habitants"."""
        outcome = str(self.eligibility.outcome.label)
        if not self.closed:
            return outcome
        gap = self.eligibility.gap.partition("\u00a0:")[0].rstrip(".")
        return f"Si elle rouvrait\u00a0: {outcome.lower()}{f', {gap[0].lower()}{gap[1:]}' if gap else ''}"

    @property
    def meaning(self) -> str:
        return _MEANINGS[self.eligibility.outcome]

    @property
    def refused(self) -> list[Reason]:
        return [_reason(found, found.gap) for found in self.eligibility.refused]

    @property
    def to_check(self) -> list[Reason]:
        return [_reason(found, found.question) for found in self.eligibility.to_check]

    @property
    def met(self) -> list[Reason]:
        return [_reason(found, "") for found in self.eligibility.met]


def _reason(found: Criterion, more: str) -> Reason:
    return Reason(Verdict(found.verdict), f"{found.sentence} {more}".strip())


@page(audience=Audience.PUBLIC, methods=["GET", "POST"])
def eligibility(request: HttpRequest, slug: str) -> HttpResponse:
    offer = offer_by_slug(slug, user=request.user)
    if offer is None:
        raise Http404
    if request.method == "POST" or "projet" in request.GET:
        return _of_project(request, offer)
    judged = facts_of_offer(offer)
    situation = situation_of(request.GET, judged)
    context = {
        **_context(offer, judged, situation.facts),
        "situation": situation,
        "group": [(code_of(territory), territory) for territory in situation.group],
        "candidates": candidates_at(situation.place, request.GET, name="territoire"),
        "projects": latest_projects(request.user, most=MOST_PROJECTS),
    }
    return render(request, "aids/eligibility.html", context, status=422 if situation.has_errors else 200)


def _of_project(request: HttpRequest, offer: Offer) -> HttpResponse:
    """Judge a project of the person on what it says already, and keep the answers on it."""
    project = seen_project(request)
    judged, facts = facts_of_offer(offer), facts_of(project)
    questions = questions_of(judged, facts)
    form = QuestionsForm(
        request.POST if request.method == "POST" else None,
        questions=_with_authors(questions, project),
        answers=facts.answers,
    )
    if request.method == "POST":
        require(request.user, Permission.EDIT, project)
        if form.is_valid():
            if answer_questions(project, questions=questions, values=form.values(), actor=request.user):
                messages.success(request, "Vos réponses sont enregistrées : elles servent à toutes les aides.")
            return redirect(address_for(offer, project))
    context = {
        **_context(offer, judged, facts),
        "project": project,
        "form": form,
        "may_edit": can(request.user, Permission.EDIT, project),
    }
    return render(request, "aids/eligibility_project.html", context, status=422 if form.errors else 200)


def _context(offer: Offer, judged: OfferFacts, facts: ProjectFacts | None) -> dict[str, Any]:
    """Return what both pages show; without facts there is no verdict, but a closed aid says so."""
    result = _result(offer, judged, facts or ProjectFacts(title=""))
    return {
        "offer": offer,
        "closed": result.closed,
        "result": result if facts else None,
        "estimate": estimate(judged.terms, judged.expenses, costs=facts.costs, cost=facts.cost) if facts else None,
        "has_threshold": has_threshold(offer),
        "steps": steps_to(offer),
    }


def _result(offer: Offer, judged: OfferFacts, facts: ProjectFacts) -> Result:
    found = eligibility_of(judged, facts)
    calendar = closed_calendar(found)
    if calendar:
        return Result(calendar.sentence, eligibility_of(judged, facts, ignoring={CALENDAR}))
    return Result(_ENDED if offer.status == OfferStatus.ENDED else "", found)


def _with_authors(questions: tuple[Question, ...], project: Project) -> list[Question]:
    """Say of each answer who gave it and when."""
    known = answers_of(project)
    return [
        replace(
            question,
            help=f"{question.help} Réponse de {known[question.key].author}, le "
            f"{day(known[question.key].at, weekday=False)}.",
        )
        if question.key in known
        else question
        for question in questions
    ]
