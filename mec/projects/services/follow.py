"""Choose what one hears of a project. A private choice: the project's journal says nothing of it."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from mec.core.access import require
from mec.notifications.services import drop_waiting
from mec.organizations.queries import answering_by_departement
from mec.projects.enums import EventClass, Permission
from mec.projects.models import Project, Subscription
from mec.projects.queries import current_assignment, told_anyway


@transaction.atomic
def choose_following(project: Project, *, classes: Collection[EventClass], actor: Any) -> None:
    """Have the actor hear of these classes of events of the project, and of no other.

    What they would be told of anyway is not written: it changes with their part in the project.
    """
    require(actor, Permission.FOLLOW, project)
    told = _told(project, actor)
    wanted = frozenset(classes)
    as_told = [one for one in EventClass if (one in wanted) == (one in told)]
    Subscription.objects.filter(project=project, user=actor, event_class__in=as_told).delete()
    _write(project, {one: one in wanted for one in EventClass if one not in as_told}, actor)
    drop_waiting(project, [one for one in EventClass if one not in wanted], actor=actor)


@transaction.atomic
def stop_following(project: Project, *, event_class: EventClass, actor: Any) -> None:
    """Have the actor hear no more of one class of events, whoever they are on the project today.

    Asks for no right: it is the answer to a mail, which somebody may have kept longer than their part in the project.
    """
    _write(project, {event_class: False}, actor)
    drop_waiting(project, [event_class], actor=actor)


def _told(project: Project, actor: Any) -> frozenset[EventClass]:
    answering = answering_by_departement(project.departements.all())
    services = [organization for _, organizations in answering for organization in organizations]
    return told_anyway(actor, project, assignment=current_assignment(project), answering=services)


def _write(project: Project, choices: Mapping[EventClass, bool], actor: Any) -> None:
    Subscription.objects.bulk_create(
        [
            Subscription(
                project=project, user=actor, event_class=event_class, follows=follows, updated_at=timezone.now()
            )
            for event_class, follows in choices.items()
        ],
        update_conflicts=True,
        unique_fields=["project", "user", "event_class"],
        update_fields=["follows", "updated_at"],
    )
