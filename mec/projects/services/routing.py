"""Keep the routing table of a State service."""

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from mec.core.access import require
from mec.core.journal.services import record
from mec.organizations.enums import STATE_KINDS, EntryAudience
from mec.organizations.models import Organization
from mec.organizations.queries import active_members
from mec.projects.enums import Permission, Verb
from mec.projects.models import RoutingRule
from mec.taxonomy.models import Topic
from mec.territories.models import Containment, Territory


class RouteTakenError(Exception):
    """The table has a line for this thématique and this territory: `rule`."""

    def __init__(self, rule: RoutingRule) -> None:
        super().__init__(str(rule))
        self.rule = rule


class NotInPerimeterError(Exception):
    """The territory or the target lies outside the perimeter of the service, or the agent is not of the target."""


@dataclass(frozen=True)
class Route:
    """What a line says: projects of a thématique, in a territory, go to a service, to one of its agents if named."""

    topic: Topic | None
    territory: Territory | None
    target: Organization
    agent: Any = None


@transaction.atomic
def add_rule(service: Organization, *, route: Route, actor: Any) -> RoutingRule:
    """Add a line to the table. Raises RouteTakenError, NotInPerimeterError."""
    require(actor, Permission.ROUTE, service)
    _check(service, route)
    rule = RoutingRule(organization=service)
    _write(rule, route)
    _record(service, None, rule, actor)
    return rule


@transaction.atomic
def change_rule(rule: RoutingRule, *, route: Route, actor: Any) -> None:
    """Have a line say something else. Raises RouteTakenError, NotInPerimeterError."""
    require(actor, Permission.ROUTE, rule.organization)
    _check(rule.organization, route)
    before = _describe(rule)
    _write(rule, route)
    _record(rule.organization, before, rule, actor)


@transaction.atomic
def delete_rule(rule: RoutingRule, *, actor: Any) -> None:
    """Take a line out of the table; what was already given stays given. Said twice, it is done once."""
    require(actor, Permission.ROUTE, rule.organization)
    before = _describe(rule)
    if RoutingRule.objects.filter(pk=rule.pk).delete()[0]:
        _record(rule.organization, before, None, actor)


def _write(rule: RoutingRule, route: Route) -> None:
    same = RoutingRule.objects.filter(
        organization=rule.organization, topic=route.topic, territory=route.territory
    ).exclude(pk=rule.pk)
    if known := same.first():
        raise RouteTakenError(known)
    rule.topic, rule.territory, rule.target, rule.agent = route.topic, route.territory, route.target, route.agent
    try:
        with transaction.atomic():
            rule.save()
    except IntegrityError:
        known = same.first()
        if known is None:
            raise
        raise RouteTakenError(known) from None


def _check(service: Organization, route: Route) -> None:
    """The table of a service speaks of its own perimeter, and sends to services that act there too."""
    perimeter = service.perimeter.all()
    if route.territory and not _meets(perimeter, [route.territory.pk]):
        raise NotInPerimeterError
    if route.target.kind not in STATE_KINDS or not _meets(perimeter, route.target.perimeter.values("pk")):
        raise NotInPerimeterError
    if route.agent and not active_members([route.target]).filter(pk=route.agent.pk).exists():
        raise NotInPerimeterError


def _meets(perimeter: Any, territories: Any) -> bool:
    """Tell whether one contains the other, were it in part."""
    inside = Containment.objects.filter(inner__in=territories, outer__in=perimeter)
    around = Containment.objects.filter(outer__in=territories, inner__in=perimeter)
    return inside.exists() or around.exists()


def _describe(rule: RoutingRule) -> dict[str, Any]:
    return {
        "topic": rule.topic.code if rule.topic else None,
        "territory": rule.territory.code if rule.territory else None,
        "target": rule.target_id,
        "agent": rule.agent_id,
    }


def _record(service: Organization, before: dict[str, Any] | None, rule: RoutingRule | None, actor: Any) -> None:
    after = _describe(rule) if rule else None
    if before != after:
        data = {"before": before, "after": after}
        record(actor, Verb.ROUTING_CHANGED, service, audience=EntryAudience.MEMBERS.value, behalf=service, data=data)
