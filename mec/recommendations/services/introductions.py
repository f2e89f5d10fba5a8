"""Be put in touch with a service: asked, then accepted by its people or passed on by the State, then told."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from mec.core.access import require
from mec.core.db import locked
from mec.core.journal.services import record
from mec.offers.models import Offer
from mec.organizations.models import Organization
from mec.projects.enums import EntryAudience as ProjectAudience
from mec.projects.enums import ProjectRole
from mec.projects.models import Project, ProjectMember
from mec.projects.queries import acting_organization
from mec.projects.rules import forget_standings
from mec.recommendations.enums import (
    IN_TOUCH,
    OPEN_INTRODUCTIONS,
    OUTCOMES,
    EntryAudience,
    IntroductionState,
    Permission,
    Verb,
)
from mec.recommendations.models import Introduction
from mec.recommendations.queries import reachable_organization


class AlreadyAskedError(Exception):
    """The project already waits for an answer about this offer; `introduction` is the request."""

    def __init__(self, introduction: Introduction) -> None:
        super().__init__(str(introduction))
        self.introduction = introduction


class AlreadyAnsweredError(Exception):
    """Somebody was faster; `introduction` says what became of it."""

    def __init__(self, introduction: Introduction) -> None:
        super().__init__(str(introduction))
        self.introduction = introduction


@dataclass(frozen=True)
class IntroductionRequest:
    kind: str
    """Code of `Need`; that of the offer when there is one."""
    to: str
    """With whom, as the asker names them."""
    message: str
    offer: Offer | None = None


@transaction.atomic
def ask_introduction(project: Project, *, request: IntroductionRequest, key: UUID, actor: Any) -> Introduction:
    """Ask to be put in touch, once per `key`: the people of the service when it has some here, else the local State.

    Raises AlreadyAskedError.
    """
    require(actor, Permission.INTRODUCE, project)
    locked(Project.objects.filter(pk=project.pk)).get()
    sent = Introduction.objects.filter(requested_by=actor, key=key).first()
    if sent:
        return sent
    offer = request.offer
    waiting = project.introductions.filter(offer=offer, state__in=OPEN_INTRODUCTIONS).first() if offer else None
    if waiting:
        raise AlreadyAskedError(waiting)
    asking = acting_organization(actor, project)
    receiver = reachable_organization(offer, demo=project.demo) if offer else None
    introduction = Introduction.objects.create(
        project=project,
        kind=offer.need if offer else request.kind,
        offer=offer,
        from_organization=asking,
        to_organization=receiver,
        to_contact=request.to.strip(),
        message=request.message.strip(),
        key=key,
        requested_by=actor,
    )
    _tell(Verb.INTRODUCTION_ASKED, introduction, actor, asking)
    if receiver:
        record(
            actor,
            Verb.INTRODUCTION_RECEIVED,
            introduction,
            audience=EntryAudience.RECIPIENTS,
            behalf=asking,
            to_state=introduction.state,
        )
    return introduction


@transaction.atomic
def accept_introduction(introduction: Introduction, *, answer: str, actor: Any) -> None:
    """Make the actor an adviser of the project; a member keeps their role. Raises AlreadyAnsweredError."""
    require(actor, Permission.ANSWER_INTRODUCTION, introduction)
    if not _answer(introduction, IntroductionState.ACCEPTED, answer, actor):
        return
    ProjectMember.objects.get_or_create(
        project=introduction.project, user=actor, defaults={"role": ProjectRole.ADVISER}
    )
    forget_standings(introduction.project)
    _tell(Verb.INTRODUCTION_ACCEPTED, introduction, actor, introduction.to_organization)


@transaction.atomic
def refuse_introduction(introduction: Introduction, *, answer: str, actor: Any) -> None:
    """Say no, with a word for who asked. Raises AlreadyAnsweredError."""
    require(actor, Permission.ANSWER_INTRODUCTION, introduction)
    if _answer(introduction, IntroductionState.REFUSED, answer, actor):
        _tell(Verb.INTRODUCTION_REFUSED, introduction, actor, introduction.to_organization)


@transaction.atomic
def relay_introduction(introduction: Introduction, *, answer: str, actor: Any) -> None:
    """Say that the request was passed on to a service that has nobody here. Raises AlreadyAnsweredError."""
    require(actor, Permission.RELAY_INTRODUCTION, introduction)
    if _answer(introduction, IntroductionState.RELAYED, answer, actor):
        behalf = acting_organization(actor, introduction.project)
        _tell(Verb.INTRODUCTION_RELAYED, introduction, actor, behalf)


@transaction.atomic
def close_introduction(introduction: Introduction, *, state: str, outcome: str, actor: Any) -> None:
    """Say what came of it, or give up a request that nobody answered. Raises AlreadyAnsweredError."""
    require(actor, Permission.CLOSE_INTRODUCTION, introduction)
    current = locked(Introduction.objects.filter(pk=introduction.pk)).get()
    if current.state == state and current.closed_by_id == actor.pk:
        return
    ends = OUTCOMES if current.state in IN_TOUCH else (IntroductionState.DROPPED,)
    if not current.is_open or state not in ends:
        raise AlreadyAnsweredError(current)
    _move(introduction, state, closed_by=actor, closed_at=timezone.now(), outcome=outcome.strip())
    behalf = acting_organization(actor, introduction.project)
    _tell(Verb.INTRODUCTION_CLOSED, introduction, actor, behalf, from_state=current.state)


def _answer(introduction: Introduction, state: IntroductionState, answer: str, actor: Any) -> bool:
    """Write the one answer; return whether it is new, not the second of two clicks."""
    current = locked(Introduction.objects.filter(pk=introduction.pk)).get()
    if current.state == state and current.answered_by_id == actor.pk:
        return False
    if current.state != IntroductionState.ASKED:
        raise AlreadyAnsweredError(current)
    _move(introduction, state, answered_by=actor, answered_at=timezone.now(), answer=answer.strip())
    return True


def _move(introduction: Introduction, state: str, **values: Any) -> None:
    Introduction.objects.filter(pk=introduction.pk).update(state=state, **values)
    introduction.refresh_from_db()


def _tell(
    verb: Verb,
    introduction: Introduction,
    actor: Any,
    behalf: Organization | None,
    *,
    from_state: str = "",
) -> None:
    record(
        actor,
        verb,
        introduction,
        subject=introduction.project,
        audience=ProjectAudience.MEMBERS,
        behalf=behalf,
        from_state=from_state,
        to_state=introduction.state,
        data={"what": introduction.to_contact},
    )
