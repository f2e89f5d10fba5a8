"""Who a State service's table sends a project to, and why."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from mec.organizations.models import Membership, Organization
from mec.organizations.queries import scope_of, stand_ins
from mec.projects.models import Project, RoutingRule
from mec.taxonomy.models import Topic
from mec.territories.enums import TerritoryKind
from mec.territories.models import Territory
from mec.territories.queries import chains_of

_Deputies = Mapping[tuple[int, int], Any]
"""Who stands in today, by ids of who is away and of the service from which they are."""
_PRECISION = (
    TerritoryKind.PAYS,
    TerritoryKind.REGION,
    TerritoryKind.DEPARTEMENT,
    TerritoryKind.ARRONDISSEMENT,
    TerritoryKind.EPCI,
    TerritoryKind.EPT,
    TerritoryKind.COMMUNE,
)


@dataclass(frozen=True)
class Suggestion:
    organization: Organization
    agent: Any
    """None when the service shares out by itself, or when the agent named by the rule has left it."""
    rule: RoutingRule
    reason: str
    """"thématique Eau, règle de votre service"."""

    @property
    def name(self) -> str:
        return str(self.agent or self.organization)


@dataclass(frozen=True)
class _Subject:
    """What a rule looks at."""

    topics: frozenset[int]
    parents: frozenset[int]
    places: frozenset[int]
    """Where it lies, and all that contains it, were it in part."""


def routing_services_of(user: Any) -> QuerySet[Organization]:
    """Return the State services for which the person acts: each has its table."""
    return Organization.objects.filter(pk__in=scope_of(user).state_services).order_by("name", "pk")


def routing_rules(organization_ids: Collection[int]) -> QuerySet[RoutingRule]:
    """Return the lines of the tables of these services, with `present`: whether the agent still acts for the target."""
    membership = Membership.objects.filter(
        user=OuterRef("agent"), organization=OuterRef("target"), active=True, user__is_active=True
    )
    return (
        RoutingRule.objects.filter(organization__in=organization_ids)
        .select_related("topic", "territory", "target", "agent", "organization")
        .annotate(present=Exists(membership))
        .order_by(F("topic__position").asc(nulls_last=True), F("territory__name").asc(nulls_last=True), "pk")
    )


def suggestion_for(project: Project, service: Organization) -> Suggestion | None:
    return suggestions_for([project], [service.pk]).get(project.pk)


def suggestions_for(projects: Sequence[Project], service_ids: Collection[int]) -> dict[int, Suggestion]:
    """Return by project what the tables of these services suggest; one query when they are empty.

    Three otherwise, and those that read the thématiques and places of projects that come without them.

    The most precise line wins: thématique and territory, thématique, territory, default; then the category before its
    theme, the smaller territory before the larger. A line counts only if the service and its target cover the project.
    In the place of an agent who is away today, who stands in is suggested.
    """
    rules, perimeters = _rules_and_perimeters(service_ids)
    if not projects or not rules:
        return {}
    places = {project.pk: _read(project, "territories", "shown_places") for project in projects}
    containers = _containers({place.pk for found in places.values() for place in found})
    deputies = _deputies_of(rules)
    found = {}
    for project in projects:
        topics = _read(project, "topics", "shown_topics")
        subject = _Subject(
            topics=frozenset(topic.pk for topic in topics),
            parents=frozenset(topic.parent_id for topic in topics if topic.parent_id),
            places=frozenset().union(*(containers[place.pk] for place in places[project.pk])),
        )
        serving = [rule for rule in rules if _serves(rule, perimeters, subject.places)]
        suggestion = _best(serving, subject, deputies)
        if suggestion:
            found[project.pk] = suggestion
    return found


def suggestion_where(service: Organization, topic: Topic | None, territory: Territory | None) -> Suggestion | None:
    """Return where the table would send a project of this thématique, in this place."""
    places = _containers([territory.pk])[territory.pk] if territory else frozenset()
    subject = _Subject(
        topics=frozenset([topic.pk] if topic else []),
        parents=frozenset([topic.parent_id] if topic and topic.parent_id else []),
        places=frozenset(places),
    )
    rules = list(routing_rules([service.pk]))
    return _best(rules, subject, _deputies_of(rules))


def _read(project: Project, relation: str, shown: str) -> Iterable[Any]:
    """Return what a list has read already, else what the relation gives."""
    read: Iterable[Any] | None = vars(project).get(shown)
    return getattr(project, relation).all() if read is None else read


def _rules_and_perimeters(service_ids: Collection[int]) -> tuple[list[RoutingRule], dict[int, set[int]]]:
    """Return the tables, and the perimeter of each service that they name, in one query."""
    rules: dict[int, RoutingRule] = {}
    perimeters: dict[int, set[int]] = {}
    places = {"own_place": F("organization__perimeter"), "target_place": F("target__perimeter")}
    for rule in routing_rules(service_ids).annotate(**places):
        rules.setdefault(rule.pk, rule)
        perimeters.setdefault(rule.organization_id, set()).add(vars(rule)["own_place"])
        perimeters.setdefault(rule.target_id, set()).add(vars(rule)["target_place"])
    return list(rules.values()), perimeters


def _containers(territory_ids: Iterable[int]) -> dict[int, set[int]]:
    containers: dict[int, set[int]] = {territory_id: {territory_id} for territory_id in territory_ids}
    for inner, outer, _ in chains_of(Territory(pk=territory_id) for territory_id in list(containers)):
        containers[inner].add(outer)
    return containers


def _serves(rule: RoutingRule, perimeters: Mapping[int, set[int]], around: frozenset[int]) -> bool:
    return all(perimeters[service] & around for service in (rule.organization_id, rule.target_id))


def _deputies_of(rules: Sequence[RoutingRule]) -> _Deputies:
    absences = stand_ins(
        {rule.agent for rule in rules if rule.agent},
        timezone.localdate(),
        organizations={rule.target_id for rule in rules},
    )
    return {(absence.user_id, absence.organization_id): absence.deputy for absence in absences}


def _best(rules: Iterable[RoutingRule], subject: _Subject, deputies: _Deputies) -> Suggestion | None:
    matching = [rule for rule in rules if _matches(rule, subject)]
    if not matching:
        return None
    rule = max(matching, key=lambda rule: _precision(rule, subject))
    agent = rule.agent if vars(rule)["present"] else None
    deputy = deputies.get((agent.pk, rule.target_id)) if agent else None
    reason = _reason(rule)
    if agent and deputy:
        reason += f"\u00a0; {deputy} remplace {agent}"
    return Suggestion(rule.target, deputy or agent, rule, reason)


def _matches(rule: RoutingRule, subject: _Subject) -> bool:
    return (rule.topic_id is None or rule.topic_id in subject.topics | subject.parents) and (
        rule.territory_id is None or rule.territory_id in subject.places
    )


def _precision(rule: RoutingRule, subject: _Subject) -> tuple[bool, bool, bool, int, int]:
    size = _PRECISION.index(TerritoryKind(rule.territory.kind)) if rule.territory else -1
    return (rule.topic_id is not None, rule.territory_id is not None, rule.topic_id in subject.topics, size, -rule.pk)


def _reason(rule: RoutingRule) -> str:
    parts = [f"thématique {rule.topic}"] if rule.topic else []
    parts += [f"territoire {rule.territory}"] if rule.territory else []
    reason = f"{', '.join(parts) or 'tous les projets'}, règle de votre service"
    if rule.agent and not vars(rule)["present"]:
        reason += f" ; {rule.agent} n’est plus membre de ce service"
    return reason
