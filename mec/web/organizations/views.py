"""One's organisations, and the page of each."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from mec.core.access import can
from mec.core.db import keyset_page
from mec.core.http import Audience, page
from mec.organizations.enums import COLLECTIVITE_KINDS, ROLE_DESCRIPTIONS, Permission
from mec.organizations.joining import (
    members_of_organization,
    organizations_visible_to,
    requests_decided_by,
    requests_of,
    waiting,
    waiting_invitations,
)
from mec.organizations.models import Organization
from mec.organizations.queries import memberships_of, stand_ins
from mec.projects.holdings import projects_carried_by, without_referent
from mec.web.requests import PersonRequest

BY_NAME = ("user__last_name", "user__first_name", "pk")
REQUESTS_SHOWN = 10


@page(audience=Audience.SIGNED_IN)
def organization_list(request: PersonRequest) -> HttpResponse:
    context = {
        "memberships": memberships_of(request.user),
        "requests": requests_of(request.user)[:REQUESTS_SHOWN],
        "to_decide": waiting(requests_decided_by(request.user)).count(),
    }
    return render(request, "organizations/list.html", context)


@page(audience=Audience.SIGNED_IN)
def detail(request: PersonRequest, organization_id: int) -> HttpResponse:
    organization = get_object_or_404(organizations_visible_to(request.user), pk=organization_id)
    manages = can(request.user, Permission.MANAGE_MEMBERS, organization)
    members = keyset_page(
        members_of_organization(organization), order=BY_NAME, cursor=request.GET.get("apres", ""), size=50
    )
    away = _deputies([one.user for one in members.rows], organization)
    context = {
        "organization": organization,
        "manages": manages,
        "page": members,
        "members": [(one, away.get(one.user_id)) for one in members.rows],
        "is_member": can(request.user, Permission.DECLARE_ABSENCE, organization),
        "invitations": waiting_invitations(organization) if manages else [],
        "requests": _waiting_for(request.user, organization) if manages else [],
        "roles": [(role.label, description) for role, description in ROLE_DESCRIPTIONS.items()],
        "now": timezone.now(),
    }
    return render(request, "organizations/detail.html", context | _projects(organization))


def _deputies(people: Iterable[Any], organization: Organization) -> dict[int, Any]:
    absences = stand_ins(people, timezone.localdate(), organizations=[organization])
    return {absence.user_id: absence.deputy for absence in absences}


def _waiting_for(user: Any, organization: Organization) -> Any:
    return waiting(requests_decided_by(user).filter(organization=organization))


def _projects(organization: Organization) -> dict[str, Any]:
    """Return counts alone: the service team opens this page and reads no project for all that."""
    if organization.kind not in COLLECTIVITE_KINDS:
        return {"carries": False, "carried": 0, "orphans": 0}
    carried = projects_carried_by(organization)
    return {"carries": True, "carried": carried.count(), "orphans": without_referent(carried).count()}
