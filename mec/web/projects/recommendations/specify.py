"""Three questions at most to a project whose text says too little, written on its sheet by those who may."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from mec.core.access import require
from mec.core.db import StaleVersionError
from mec.core.http import Audience, page
from mec.core.ui.fields import EurosField
from mec.funding.services import TooManyLinesError, add_cost_line
from mec.projects.enums import Permission
from mec.projects.models import Project
from mec.projects.services import IncompleteProjectError, SheetContent, content_of, edit_project
from mec.recommendations.clarity import (
    SETTLING,
    concepts_near,
    finds_nothing_alike,
    is_vague,
    likely_topics,
    most_useful_fact,
    objects,
    sentence_about,
)
from mec.recommendations.facts import ProjectFacts
from mec.recommendations.lines import Recommendations
from mec.recommendations.queries import recommend
from mec.recommendations.reading import facts_of
from mec.taxonomy.queries import active_topics
from mec.taxonomy.thesaurus import Concept
from mec.web.projects.forms import TOO_LONG
from mec.web.projects.funding.forms import CostForm
from mec.web.projects.funding.views import TOO_MANY
from mec.web.projects.sheet import head, visible_project
from mec.web.projects.sheet_form import MOST_COST, REQUIRED_MESSAGES, TopicsForm, phase_field
from mec.web.requests import typed_over

STAGE, COST, EXPENSES = SETTLING
EXPENSE = "depense"
"""Prefix of the fields of a line of costs."""
_TYPED = ("label", "kind", "amount_ht", "note")


class SpecifyForm(TopicsForm):
    """What the project is about, in boxes then in words, and the fact that would settle the most offers."""

    all_optional = True

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    question = forms.ChoiceField(
        widget=forms.HiddenInput, choices=[("", ""), *((code, code) for code in SETTLING)], required=False
    )
    """Which fact is asked: what is missing may have changed when the form comes back."""
    concepts = forms.MultipleChoiceField(
        label="Qu’y a-t-il dans ce projet ?",
        help_text="Ce que vous cochez s’ajoute à la description, en une phrase que vous relirez.",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    description = forms.CharField(
        label="La description de votre projet",
        help_text="Le besoin, le lieu, ce que vous voulez faire. Avec vos mots.",
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=Project._meta.get_field("description").max_length,  # noqa: SLF001 -- Django's public model API
        required=False,
        error_messages={"max_length": TOO_LONG},
    )
    phase = phase_field()
    cost = EurosField(
        label="Combien coûtera le projet, hors taxes, en euros ?",
        help_text="Même approximatif. Exemple : 250 000.",
        most=MOST_COST,
        required=False,
    )

    def __init__(self, *args: Any, concepts: Sequence[Concept], asked: str, **kwargs: Any) -> None:
        """`asked`: the code of the fact to ask, of `SETTLING`, or nothing."""
        super().__init__(*args, **kwargs)
        self.choices_of("concepts").choices = [(each.code, each.label) for each in concepts]
        for name in {"phase", "cost"} - {{STAGE: "phase", COST: "cost"}.get(asked)}:
            del self.fields[name]
        if not concepts:
            del self.fields["concepts"]

    def content(self, project: Project) -> SheetContent:
        """Return the sheet with what was answered; what was not asked stays."""
        values = self.cleaned_data
        found = replace(content_of(project), topics=list(values["topics"]), description=values["description"])
        facts = {name: values[name] for name in ("phase", "cost") if values.get(name)}
        return replace(found, **facts)


def may_specify(project: Project, found: Recommendations) -> bool:
    """Say whether the page has something to ask: the text is too poor, or nothing resembles it."""
    said = ProjectFacts(
        title=project.name,
        description=project.description,
        topics=frozenset(topic.code for topic in project.topics.all()),
    )
    return is_vague(said) or finds_nothing_alike(found)


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"])
def specify(request: HttpRequest, reference: str) -> HttpResponse:
    project = visible_project(request, reference)
    require(request.user, Permission.EDIT, project)
    facts = facts_of(project)
    if request.method == "POST":
        return _answered(request, project, concepts_near(facts))
    asked = most_useful_fact(recommend(facts))
    initial = {
        "version": project.version,
        "question": asked,
        "topics": list(active_topics().filter(code__in=likely_topics(facts))),
        "description": project.description,
        "phase": project.phase,
        "cost": project.cost,
    }
    form = SpecifyForm(initial=initial, concepts=concepts_near(facts), asked=asked)
    return _shown(request, project, form, CostForm(prefix=EXPENSE) if asked == EXPENSES else None)


def _answered(request: HttpRequest, project: Project, near: list[Concept]) -> HttpResponse:
    form, expense = _filled(request, near), _expense(request)
    if not form.is_valid() or (expense and expense.is_bound and not expense.is_valid()):
        return _shown(request, project, form, expense, status=422)
    if ticked := form.cleaned_data.get("concepts"):
        return _composed(request, project, near, ticked)
    try:
        _write(form, expense, project, request.user)
    except IncompleteProjectError as error:
        for name in error.fields:
            form.add_error(name if name in form.fields else None, REQUIRED_MESSAGES[name])
        return _shown(request, project, form, expense, status=422)
    except StaleVersionError:
        return _conflict(request, project, near)
    except TooManyLinesError:
        messages.error(request, TOO_MANY)
    messages.success(request, "Vos réponses sont sur la fiche du projet : les recommandations en tiennent compte.")
    return redirect("projects:recommendations", project.reference)


def _write(form: SpecifyForm, expense: CostForm | None, project: Project, user: Any) -> None:
    content = form.content(project)
    if not content.is_that_of(project):
        edit_project(project, expected_version=form.cleaned_data["version"], content=content, actor=user)
    if expense and expense.is_bound:
        add_cost_line(project, cost=expense.cost(), key=expense.cleaned_data["key"], actor=user)


def _composed(request: HttpRequest, project: Project, near: list[Concept], ticked: list[str]) -> HttpResponse:
    """Show the sentence that the boxes make, so that its author reads and corrects it; nothing is written yet."""
    data = request.POST.copy()
    sentence = sentence_about(objects()[code] for code in ticked)
    data["description"] = f"{data.get('description', '').rstrip()}\n\n{sentence}".strip()
    data.setlist("concepts", [])
    return _shown(request, project, _filled(request, near, data=data), _expense(request), is_composed=True)


def _conflict(request: HttpRequest, project: Project, near: list[Concept]) -> HttpResponse:
    """Show what is recorded; sending the form again keeps the person's own, knowing what it replaces."""
    project.refresh_from_db()
    form = _filled(request, near, data=typed_over(request, project.version))
    return _shown(request, project, form, _expense(request), status=409, theirs=content_of(project))


def _filled(request: HttpRequest, near: list[Concept], *, data: Any = None) -> SpecifyForm:
    """Return what the person sent; what they ticked is offered still, whatever the sheet became."""
    typed = request.POST if data is None else data
    ticked = [objects()[code] for code in typed.getlist("concepts") if code in objects()]
    offered = [*near, *(each for each in ticked if each not in near)]
    return SpecifyForm(typed, concepts=offered, asked=typed.get("question", ""))


def _expense(request: HttpRequest) -> CostForm | None:
    """Return the line of costs, bound only when something of it was typed; None when it was not asked."""
    if request.POST.get("question") != EXPENSES:
        return None
    typed = any(request.POST.get(f"{EXPENSE}-{name}", "").strip() for name in _TYPED)
    return CostForm(request.POST if typed else None, prefix=EXPENSE)


def _shown(
    request: HttpRequest,
    project: Project,
    form: SpecifyForm,
    expense: CostForm | None,
    *,
    status: int = 200,
    **said: Any,
) -> HttpResponse:
    context = {
        "head": head(request, project, "recommendations"),
        "form": form,
        "expense": expense,
        "is_composed": False,
        "theirs": None,
    }
    return render(request, "projects/specify.html", context | said, status=status)
