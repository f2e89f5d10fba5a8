"""To whom a project may be given: the State services that cover it, and their agents."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from mec.organizations.enums import LOCAL_STATE_KINDS, STATE_KINDS
from mec.organizations.models import Membership, Organization
from mec.organizations.queries import active_members, scope_of
from mec.projects.models import Project
from mec.territories.models import Containment

MOST_DEPARTEMENTS = 20
"""More than any région has."""


@dataclass(frozen=True)
class Team:
    organization: Organization
    members: tuple[Membership, ...]
    """Those who act for it today, by name."""


def may_receive(project: Project, organization: Organization, agent: Any) -> bool:
    """Tell whether a State service covers the project and, if an agent is named, whether they act for it."""
    around = Containment.objects.filter(inner__in=project.departements.all(), partial=False).values("outer")
    covers = Organization.objects.filter(pk=organization.pk, kind__in=STATE_KINDS, perimeter__in=around).exists()
    return covers and (agent is None or active_members([organization]).filter(pk=agent.pk).exists())


def teams_for(user: Any, projects: Sequence[Project]) -> list[Team]:
    """Return the services that may receive each of the projects, those of the person first, in three queries.

    Local services of the State, and those of the person whatever they are.
    """
    own = scope_of(user).state_services
    lines = Project.departements.through.objects.filter(project__in=[project.pk for project in projects])
    places: dict[int, set[int]] = {}
    for project_id, departement_id in lines.values_list("project", "territory"):
        places.setdefault(project_id, set()).add(departement_id)
    services = Organization.objects.filter(Q(kind__in=LOCAL_STATE_KINDS) | Q(pk__in=own))
    covered = covered_departements(services.values("pk"), set().union(*places.values()))
    found = [pk for pk, departements in covered.items() if all(departements & place for place in places.values())]
    return sorted(_teams(found), key=lambda team: (team.organization.pk not in own, team.organization.name))


def teams_around(user: Any, service: Organization) -> list[Team]:
    """Return to whom the routing table of a service may send: itself, and the local services that share its perimeter.

    A service of the whole country sends to itself alone: the others are too many to be chosen from a list.
    """
    departements = scope_of(user).departements
    if len(departements) > MOST_DEPARTEMENTS:
        return _teams([service.pk])
    around = covered_departements([service.pk], departements)
    services = Organization.objects.filter(kind__in=LOCAL_STATE_KINDS).values("pk")
    found = covered_departements(services, around.get(service.pk, set()))
    teams = _teams([service.pk, *(pk for pk in found if pk != service.pk)])
    return sorted(teams, key=lambda team: (team.organization != service, team.organization.name))


def covered_departements(organization_ids: Any, departement_ids: Collection[int]) -> dict[int, set[int]]:
    """Return which of the départements each organisation's perimeter covers."""
    lines = Organization.objects.filter(
        pk__in=organization_ids,
        perimeter__containments_in__inner__in=departement_ids,
        perimeter__containments_in__partial=False,
    ).values_list("pk", "perimeter__containments_in__inner")
    covered: dict[int, set[int]] = {}
    for organization_id, departement_id in lines:
        covered.setdefault(organization_id, set()).add(departement_id)
    return covered


def _teams(organization_ids: Sequence[int]) -> list[Team]:
    members = (
        Membership.objects.filter(organization__in=organization_ids, active=True, user__is_active=True)
        .select_related("user")
        .order_by("user__last_name", "user__first_name", "pk")
    )
    by_organization: dict[int, list[Membership]] = {}
    for membership in members:
        by_organization.setdefault(membership.organization_id, []).append(membership)
    return [
        Team(organization, tuple(by_organization.get(organization.pk, ())))
        for organization in Organization.objects.filter(pk__in=organization_ids)
    ]
