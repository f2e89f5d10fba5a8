"""Several projects at once, from the list: take, give or rank them, and say what became of each."""

from collections import Counter
from collections.abc import Callable, Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mec.core.http import Audience, page
from mec.core.ui.french import listed
from mec.projects.enums import Priority
from mec.projects.models import Project
from mec.projects.queries import state_projects, teams_for
from mec.projects.services import (
    AlreadyInChargeError,
    NobodyInChargeError,
    NotAReceiverError,
    PriorityChangedError,
    Ranking,
    ReasonMissingError,
    assign,
    set_priority,
    take_charge,
)
from mec.web.state.access import for_state_agents, go_back, way_back
from mec.web.state.forms import REASON_NEEDED, AssignForm, PriorityForm

MOST = 50
NONE_CHECKED = "Cochez d’abord un ou plusieurs projets de la liste."
TOO_MANY = f"Au plus {MOST} projets à la fois\u00a0: rien n’a été changé. Décochez-en."
SHARED = "{count} dont la priorité est partagée avec la collectivité, à changer un par un"
ACTIONS = ("prendre", "affecter", "prioriser")


@page(audience=Audience.SIGNED_IN, methods=["POST"])
@for_state_agents
def batch(request: HttpRequest) -> HttpResponse:
    references = list(dict.fromkeys(request.POST.getlist("projet")))
    action = request.POST.get("action", "")
    if not references or len(references) > MOST or action not in ACTIONS:
        messages.warning(request, TOO_MANY if len(references) > MOST else NONE_CHECKED)
        return go_back(request, "state:board")
    projects = _projects(request, references)
    answer = {"prendre": _take, "affecter": _assign, "prioriser": _rank}[action](request, projects)
    return answer or go_back(request, "state:board")


def _projects(request: HttpRequest, references: Sequence[str]) -> list[Project]:
    """Return those that the agent may work on; the others are as if they did not exist."""
    projects = state_projects(request.user).filter(reference__in=references).select_related("owner")
    return list(projects.prefetch_related("departements").order_by("name", "pk"))


def _take(request: HttpRequest, projects: Sequence[Project]) -> None:
    def act(project: Project) -> None:
        take_charge(project, actor=request.user)

    _tell(request, projects, act, ("pris en charge", "pris en charge"))


def _assign(request: HttpRequest, projects: Sequence[Project]) -> HttpResponse | None:
    teams = teams_for(request.user, projects)
    form = AssignForm(request.POST if "receiver" in request.POST else None, teams=teams)
    if not form.is_valid():
        return _ask(request, projects, form, "affecter")
    receiver, note = form.receiver_chosen(), form.cleaned_data["note"]

    def act(project: Project) -> None:
        assign(project, to=receiver, note=note, actor=request.user)

    _tell(request, projects, act, ("affecté", "affectés"))
    return None


def _rank(request: HttpRequest, projects: Sequence[Project]) -> HttpResponse | None:
    """What was shared with a collectivité is left alone: it is told, so it is changed with its own words."""
    form = PriorityForm(_ranking_of(request) if "level" in request.POST else None)
    if form.is_valid() and form.ranking().level == Priority.ASIDE and not form.cleaned_data["reason"].strip():
        form.add_error("reason", REASON_NEEDED)
    if not form.is_valid():
        return _ask(request, projects, form, "prioriser")
    ranking = Ranking(Priority(form.cleaned_data["level"]), form.cleaned_data["reason"])

    def act(project: Project) -> None:
        set_priority(project, to=ranking, instead_of=Ranking.of(project), actor=request.user)

    alone = [project for project in projects if project.priority_shared]
    if alone:
        messages.warning(request, f"Laissés tels quels\u00a0: {SHARED.format(count=len(alone))}.")
    _tell(request, [project for project in projects if project not in alone], act, ("classé", "classés"))
    return None


def _ranking_of(request: HttpRequest) -> dict[str, str]:
    kept = {name: request.POST.get(name, "") for name in ("level", "reason")}
    return kept | {"seen_level": str(Priority.UNSET.value)}


def _ask(request: HttpRequest, projects: Sequence[Project], form: object, action: str) -> HttpResponse:
    context = {"projects": projects, "form": form, "action": action, "back": way_back(request, "state:board")}
    return render(request, "state/batch.html", context, status=422 if getattr(form, "errors", None) else 200)


def _tell(
    request: HttpRequest, projects: Sequence[Project], act: Callable[[Project], None], words: tuple[str, str]
) -> None:
    """Do it for each and say in one sentence how many, and who had the others."""
    done, others, changed = 0, Counter[str](), 0
    for project in projects:
        try:
            act(project)
            done += 1
        except AlreadyInChargeError as error:
            others[error.assignment.holder] += 1
        except (NobodyInChargeError, NotAReceiverError, PriorityChangedError, ReasonMissingError):
            changed += 1
    parts = [_counted(done, words)]
    parts += [f"{count} déjà pris en charge par {holder}" for holder, count in others.items()]
    parts += [_counted(changed, ("laissé tel quel", "laissés tels quels"))] if changed else []
    say = messages.success if done and not others and not changed else messages.warning
    say(request, f"{listed(parts)}.")


def _counted(count: int, words: tuple[str, str]) -> str:
    plural = count > 1
    return f"{count} projet{'s' if plural else ''} {words[plural]}"
