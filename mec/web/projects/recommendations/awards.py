"""The criteria by which an aid compares demands: what the project's people say of each, and what the project shows."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.forms import BoundField
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render

from mec.core.access import require
from mec.core.db import read_id
from mec.core.http import Audience, page
from mec.core.text import fold
from mec.core.ui.french import NBSP, listed
from mec.offers.models import Offer
from mec.offers.queries import published_offers
from mec.projects.enums import Permission
from mec.projects.models import Project
from mec.projects.queries import answers_of, carriers_of, last_answer_of, partners_of
from mec.projects.services import answer_questions
from mec.questionnaires.forms import QuestionsForm
from mec.questionnaires.models import Answer
from mec.questionnaires.queries import latest_answers
from mec.questionnaires.services import StaleAnswersError
from mec.recommendations.awards import Award, awards_of, questions_of_awards, summary
from mec.web.projects.sheet import head, visible_project

SEEN = "vu"
"""Id of the last answer that the page showed."""


@dataclass(frozen=True)
class ShownAward:
    award: Award
    fit: BoundField
    note: BoundField
    answer: Answer | None
    written: Answer | None
    """The note that is recorded."""
    facts: list[str]
    """What the project already says that bears on it."""

    @property
    def said(self) -> str:
        return str(self.award.fit.said(self.answer.value)) if self.answer else "Sans avis"

    @property
    def last(self) -> Answer | None:
        """Who answered last, and when."""
        return max(filter(None, (self.answer, self.written)), key=lambda row: row.at, default=None)


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"])
def awards(request: HttpRequest, reference: str, slug: str) -> HttpResponse:
    project = visible_project(request, reference)
    offer = get_object_or_404(published_offers().prefetch_related("award_criteria"), slug=slug)
    found = awards_of(offer)
    if not found:
        raise Http404
    if request.method == "POST":
        require(request.user, Permission.EDIT, project)
        return _answered(request, project, offer, found)
    return _shown(request, project, offer, found)


def _answered(request: HttpRequest, project: Project, offer: Offer, found: list[Award]) -> HttpResponse:
    questions = questions_of_awards(found)
    form = QuestionsForm(request.POST, questions=questions)
    if not form.is_valid():
        return _shown(request, project, offer, found, data=request.POST, status=422)
    seen = read_id(request.POST.get(SEEN, "")) or 0
    try:
        answer_questions(project, questions=questions, values=form.values(), seen=seen, actor=request.user)
    except StaleAnswersError as error:
        data = _brought_up_to_date(request.POST, project, seen=seen, kept=error.keys)
        return _shown(request, project, offer, found, data=data, status=409)
    messages.success(request, "Vos réponses sont enregistrées sur le projet.")
    return redirect("projects:awards", project.reference, offer.slug)


def _brought_up_to_date(data: QueryDict, project: Project, *, seen: int, kept: frozenset[str]) -> QueryDict:
    """Return what was typed, save where others answered since a question that the person left as it was."""
    found = data.copy()
    for key, row in latest_answers(project.response_id or 0).items():
        if row.pk > seen and key not in kept:
            found[key] = str(row.value or "")
    return found


def _shown(
    request: HttpRequest,
    project: Project,
    offer: Offer,
    found: list[Award],
    *,
    data: QueryDict | None = None,
    status: int = 200,
) -> HttpResponse:
    seen = last_answer_of(project)
    answers = answers_of(project)
    values = {key: row.value for key, row in answers.items() if row.value is not None}
    form = QuestionsForm(data, questions=questions_of_awards(found), answers=values)
    facts = _facts(project)
    context: dict[str, Any] = {
        "head": head(request, project, "recommendations"),
        "offer": offer,
        "form": form,
        "seen": seen,
        "summary": summary(found, values),
        "is_stale": status == HTTPStatus.CONFLICT,
        "awards": [
            ShownAward(
                award=award,
                fit=form[award.fit.key],
                note=form[award.note.key],
                answer=answers.get(award.fit.key),
                written=answers.get(award.note.key),
                facts=[sentence for word, sentence in facts.items() if word in fold(str(award.criterion.title))],
            )
            for award in found
        ],
    }
    return render(request, "projects/awards.html", context, status=status)


def _facts(project: Project) -> dict[str, str]:
    """Return what the project says of its alliances, by the word of a criterion that asks for it."""
    partners = [f"{partner} ({partner.get_role_display().lower()})" for partner in partners_of(project)]
    carriers = [str(territory) for territory in carriers_of(project)]
    with_whom = f"Partenaires du projet{NBSP}: {listed(partners)}." if partners else "Le projet n’a pas de partenaire."
    together = f"Collectivités du projet{NBSP}: {listed(carriers)}." if carriers else ""
    return {"partenaire": with_whom, "collectivite": together} if together else {"partenaire": with_whom}
