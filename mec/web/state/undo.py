"""Take back what one has just done: offered for a few minutes on the page that follows."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from mec.core.http import Audience, page
from mec.organizations.queries import active_members, organizations_with_ids
from mec.projects.enums import Permission, Priority
from mec.projects.models import Assignment, Project
from mec.projects.queries import current_assignment
from mec.projects.services import (
    AlreadyInChargeError,
    NobodyInChargeError,
    NotAReceiverError,
    PriorityChangedError,
    Ranking,
    Receiver,
    assign,
    release,
    set_priority,
)
from mec.web.state.access import agent_project, for_state_agents, go_back

SESSION_KEY = "state_undo"
OFFERED = timedelta(minutes=5)
TOO_LATE = "Il est trop tard pour annuler : rien n’a été changé."


def offer_assignment_undo(request: HttpRequest, project: Project, previous: Assignment | None) -> None:
    """Remember who had the project before what the person has just done."""
    current = current_assignment(project)
    _offer(
        request,
        project,
        f"Annuler l’affectation de «\u00a0{project}\u00a0»",
        assignment=current.pk if current else None,
        previous=[previous.organization_id, previous.agent_id] if previous else None,
    )


def offer_priority_undo(request: HttpRequest, project: Project, before: Ranking) -> None:
    label = f"Annuler le changement de priorité de «\u00a0{project}\u00a0»"
    _offer(request, project, label, before=[before.level.value, before.reason, before.shared])


def _offer(request: HttpRequest, project: Project, label: str, **what: Any) -> None:
    until = (timezone.now() + OFFERED).isoformat()
    request.session[SESSION_KEY] = {"label": label, "reference": project.reference, "until": until, **what}


def pending_undo(request: HttpRequest) -> str:
    """Return what the button that takes the last action back says, empty when there is none."""
    offered = request.session.get(SESSION_KEY)
    return offered["label"] if offered and timezone.now() < datetime.fromisoformat(offered["until"]) else ""


@page(audience=Audience.SIGNED_IN, methods=["POST"])
@for_state_agents
def undo(request: HttpRequest) -> HttpResponse:
    offered = request.session.pop(SESSION_KEY, None)
    if offered is None or timezone.now() >= datetime.fromisoformat(offered["until"]):
        messages.warning(request, TOO_LATE)
        return go_back(request, "state:inbox")
    project = agent_project(request, offered["reference"], Permission.ASSIGN)
    try:
        if "before" in offered:
            _undo_priority(request, project, offered)
        else:
            _undo_assignment(request, project, offered)
        messages.success(request, f"C’est annulé\u00a0: «\u00a0{project}\u00a0» est comme avant.")
    except (AlreadyInChargeError, NobodyInChargeError, NotAReceiverError, PriorityChangedError):
        messages.warning(request, "Quelqu’un a changé ce projet entre-temps : rien n’a été annulé.")
    return go_back(request, "state:inbox")


def _undo_priority(request: HttpRequest, project: Project, offered: dict[str, Any]) -> None:
    level, reason, shared = offered["before"]
    before = Ranking(Priority(level), reason, shared)
    set_priority(project, to=before, instead_of=Ranking.of(project), actor=request.user)


def _undo_assignment(request: HttpRequest, project: Project, offered: dict[str, Any]) -> None:
    current = current_assignment(project)
    if current is None or current.pk != offered["assignment"]:
        raise NobodyInChargeError
    if offered["previous"] is None:
        release(project, expected=current, actor=request.user)
    else:
        assign(project, to=_receiver(*offered["previous"]), instead_of=current, actor=request.user)


def _receiver(organization_id: int, agent_id: int | None) -> Receiver:
    organization = organizations_with_ids([organization_id]).get()
    agent = active_members([organization]).filter(pk=agent_id).first() if agent_id else None
    if agent_id and agent is None:
        raise NotAReceiverError
    return Receiver(organization, agent)
