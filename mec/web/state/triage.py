"""Take a project, give it, give it back, rank it: one click from a list, or a page that asks."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from mec.core.http import Audience, page
from mec.core.journal.queries import timeline
from mec.projects.enums import Permission, Priority, Verb
from mec.projects.models import Assignment, Project
from mec.projects.queries import current_assignment, routing_services_of, suggestions_for, teams_for
from mec.projects.services import (
    AlreadyInChargeError,
    NobodyInChargeError,
    NotAReceiverError,
    PriorityChangedError,
    Ranking,
    ReasonMissingError,
    Receiver,
    assign,
    release,
    set_priority,
    take_charge,
)
from mec.web.projects.events import events
from mec.web.state.access import agent_project, for_state_agents, go_back, posted, way_back
from mec.web.state.forms import REASON_NEEDED, AssignForm, PriorityForm, ReleaseForm, priority_initial
from mec.web.state.undo import offer_assignment_undo, offer_priority_undo

NOT_A_RECEIVER = "Cette personne ou ce service ne peut plus recevoir ce projet\u00a0: choisissez-en un autre."
NOBODY_ANY_MORE = "Ce projet vient d’être rendu\u00a0: personne ne le suit plus."


@page(audience=Audience.SIGNED_IN, methods=["POST"])
@for_state_agents
def take(request: HttpRequest, reference: str) -> HttpResponse:
    project = agent_project(request, reference, Permission.TAKE_CHARGE)
    previous = current_assignment(project)
    try:
        take_charge(project, actor=request.user)
        offer_assignment_undo(request, project, previous)
        messages.success(request, taken(project))
    except AlreadyInChargeError as error:
        messages.warning(request, already(project, error.assignment))
    return go_back(request, "projects:detail", reference)


@page(audience=Audience.SIGNED_IN, methods=["POST"])
@for_state_agents
def accept(request: HttpRequest, reference: str) -> HttpResponse:
    """Give the project to whom the routing table suggests, provided that it still suggests whom the person saw."""
    project = agent_project(request, reference, Permission.ASSIGN)
    services = [service.pk for service in routing_services_of(request.user)]
    suggestion = suggestions_for([project], services).get(project.pk)
    seen = (request.POST.get("rule", ""), request.POST.get("agent", ""))
    if suggestion is None or seen != (str(suggestion.rule.pk), str(suggestion.agent.pk if suggestion.agent else "")):
        messages.warning(request, "Le tableau de routage a changé depuis\u00a0: regardez la nouvelle suggestion.")
        return go_back(request, "state:inbox")
    receiver = Receiver(suggestion.organization, suggestion.agent, suggestion.rule)
    try:
        assignment = assign(project, to=receiver, actor=request.user)
        offer_assignment_undo(request, project, None)
        messages.success(request, assigned(project, assignment, to=request.user))
    except AlreadyInChargeError as error:
        messages.warning(request, already(project, error.assignment))
    return go_back(request, "state:inbox")


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"])
@for_state_agents
def assignment(request: HttpRequest, reference: str) -> HttpResponse:
    project = agent_project(request, reference, Permission.ASSIGN)
    current = current_assignment(project)
    teams = teams_for(request.user, [project])
    form = AssignForm(posted(request), teams=teams, initial={"instead_of": current.pk if current else None})
    status = 200
    if request.method == "POST":
        if form.is_valid() and _assigned(request, project, form, current):
            return go_back(request, "projects:detail", reference)
        status = 409 if form.is_valid() else 422
    context = {
        "project": project,
        "current": current,
        "conflict": status == 409,  # noqa: PLR2004 -- HTTP
        "seen": current.pk if current else "",
        "form": form,
        "back": way_back(request, "projects:detail", reference),
    }
    return render(request, "state/assignment.html", context, status=status)


def _assigned(request: HttpRequest, project: Project, form: AssignForm, current: Assignment | None) -> bool:
    """Give the project as the form says, unless somebody else has it than when the person read the page."""
    if (current.pk if current else None) != form.cleaned_data["instead_of"] and not (
        current and form.receiver_chosen().is_that_of(current)
    ):
        return False
    try:
        given = assign(
            project,
            to=form.receiver_chosen(),
            instead_of=current,
            note=form.cleaned_data["note"],
            actor=request.user,
        )
    except (AlreadyInChargeError, NobodyInChargeError):
        return False
    except NotAReceiverError:
        form.add_error("receiver", NOT_A_RECEIVER)
        return False
    offer_assignment_undo(request, project, current if current != given else None)
    messages.success(request, assigned(project, given, to=request.user))
    return True


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"])
@for_state_agents
def give_back(request: HttpRequest, reference: str) -> HttpResponse:
    project = agent_project(request, reference, Permission.ASSIGN)
    current = current_assignment(project)
    if current is None:
        messages.warning(request, NOBODY_ANY_MORE)
        return redirect("projects:detail", reference)
    form = ReleaseForm(posted(request), initial={"expected": current.pk})
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["expected"] == current.pk:
            release(project, expected=current, reason=form.cleaned_data["reason"], actor=request.user)
            messages.success(request, f"«\u00a0{project}\u00a0» est rendu\u00a0: il attend de nouveau une personne.")
        else:
            messages.warning(request, already(project, current))
        return redirect("projects:detail", reference)
    context = {"project": project, "current": current, "form": form}
    return render(request, "state/release.html", context, status=422 if form.errors else 200)


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"])
@for_state_agents
def priority(request: HttpRequest, reference: str) -> HttpResponse:
    project = agent_project(request, reference, Permission.PRIORITISE)
    form = PriorityForm(posted(request), initial=priority_initial(Ranking.of(project), _asked_level(request)))
    status, theirs = 200, None
    if request.method == "POST":
        status, theirs = _ranked(request, project, form) if form.is_valid() else (422, None)
        if status == 302:  # noqa: PLR2004 -- HTTP
            return go_back(request, "projects:state_zone", reference)
    context = {
        "project": project,
        "form": form,
        "theirs": theirs,
        "seen": Ranking.of(theirs or project),
        "history": events(_rankings(request.user, project)),
        "back": way_back(request, "projects:state_zone", reference),
    }
    return render(request, "state/priority.html", context, status=status)


def _ranked(request: HttpRequest, project: Project, form: PriorityForm) -> tuple[int, Project | None]:
    """Write the rank; return the status of the answer, and what a colleague wrote in the meantime."""
    before = Ranking.of(project)
    try:
        changed = set_priority(project, to=form.ranking(), instead_of=form.seen(), actor=request.user)
    except ReasonMissingError:
        form.add_error("reason", REASON_NEEDED)
        return 422, None
    except PriorityChangedError as error:
        return 409, error.project
    if changed:
        offer_priority_undo(request, project, before)
    messages.success(request, ranked_sentence(project))
    return 302, None


@page(audience=Audience.SIGNED_IN, methods=["POST"])
@for_state_agents
def quick_priority(request: HttpRequest, reference: str) -> HttpResponse:
    """Rank from a list; what needs a word, or was shared with the collectivité, leads to the page that asks."""
    project = agent_project(request, reference, Permission.PRIORITISE)
    level, seen, before = _level(request.POST.get("level")), _level(request.POST.get("seen")), Ranking.of(project)
    here = way_back(request, "state:board")
    query = urlencode({"niveau": level.value if level else "", "suite": here})
    stale = before.level not in (seen, level)
    if stale:
        messages.warning(request, f"Quelqu’un d’autre a changé cette priorité\u00a0: {before.level.label.lower()}.")
    if level is None or stale or before.shared or level == Priority.ASIDE:
        return redirect(f"{reverse('state:priority', args=[reference])}?{query}")
    if set_priority(project, to=Ranking(level), instead_of=before, actor=request.user):
        offer_priority_undo(request, project, before)
    messages.success(request, ranked_sentence(project))
    return redirect(here)


def _asked_level(request: HttpRequest) -> Priority | None:
    return _level(request.GET.get("niveau"))


def _level(value: str | None) -> Priority | None:
    return next((level for level in Priority if str(level.value) == value), None)


def _rankings(user: Any, project: Project) -> Any:
    return timeline(user, project).filter(verb__in=[Verb.PRIORITY_SET])[:10]


def already(project: Project, assignment: Assignment) -> str:
    return f"{assignment.holder} a déjà pris ce projet en charge\u00a0: «\u00a0{project}\u00a0» reste à son nom."


def taken(project: Project) -> str:
    return f"Vous avez pris en charge «\u00a0{project}\u00a0». La collectivité en est avertie."


def assigned(project: Project, assignment: Assignment, *, to: Any) -> str:
    """Say to the person who decided what becomes of the project."""
    if assignment.agent == to:
        return taken(project)
    return f"«\u00a0{project}\u00a0» est confié à {assignment.holder}. Un courriel le lui dit, et à la collectivité."


def ranked_sentence(project: Project) -> str:
    return f"Priorité de «\u00a0{project}\u00a0»\u00a0: {Priority(project.priority).label.lower()}."
