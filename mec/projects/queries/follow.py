"""Who follows what of a project, by choice or because they are concerned."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from mec.accounts.models import User
from mec.organizations.models import Organization
from mec.organizations.queries import scope_of
from mec.projects.enums import EventClass
from mec.projects.models import Assignment, Project, Subscription
from mec.projects.queries.sheet import agent_in_charge
from mec.projects.rules import standing_of

OF_MEMBERS = frozenset(EventClass) - {EventClass.MEMBERS}
OF_CORRESPONDENTS = frozenset({EventClass.EXCHANGES, EventClass.FILES, EventClass.BLOCKERS})
OF_PAIR = frozenset({EventClass.BLOCKERS})


def with_following(projects: QuerySet[Project], user: Any) -> QuerySet[Project]:
    """Say on each project whether the person chose to follow something (`followed`), and how much they stopped."""
    mine = Subscription.objects.filter(project=OuterRef("pk"), user=user)
    stopped = mine.filter(follows=False).order_by().values("project").annotate(n=Count("pk")).values("n")
    return projects.annotate(
        followed=Exists(mine.filter(follows=True)),
        stopped_count=Coalesce(Subquery(stopped, output_field=IntegerField()), 0),
    )


def told_anyway(
    user: Any, project: Project, *, assignment: Assignment | None, answering: Iterable[Organization]
) -> frozenset[EventClass]:
    """Return what the person is told of without having chosen anything; no query beyond their standing.

    `assignment` is the current one, `answering` the State services that answer for the project's départements.
    """
    told = OF_MEMBERS if standing_of(user, project).role else frozenset()
    if not project.is_sent:
        return told
    services = scope_of(user).state_services
    in_pair = any(organization.pk in services for organization in answering)
    agent = agent_in_charge(assignment) if assignment else None
    if assignment is None:
        in_charge = in_pair
    elif agent is None:
        in_charge = assignment.organization_id in services
    else:
        in_charge = agent == user
    return told | (OF_CORRESPONDENTS if in_charge else frozenset()) | (OF_PAIR if in_pair else frozenset())


def followed_classes(user: Any, project: Project, told: frozenset[EventClass]) -> frozenset[EventClass]:
    """Return what the person hears of: what they are told of anyway, as their own choices change it."""
    rows = Subscription.objects.filter(project=project, user=user).values_list("event_class", "follows")
    chosen = {EventClass(event_class): follows for event_class, follows in rows}
    return frozenset(one for one in EventClass if chosen.get(one, one in told))


def followers_by_choice(project: Project, event_class: str) -> list[User]:
    subscriptions = Subscription.objects.filter(project=project, event_class=event_class, follows=True)
    return list(User.objects.filter(pk__in=subscriptions.values("user")).order_by("pk"))


def stopped_ids(project: Project, event_class: str) -> frozenset[int]:
    rows = Subscription.objects.filter(project=project, event_class=event_class, follows=False)
    return frozenset(rows.values_list("user", flat=True))
