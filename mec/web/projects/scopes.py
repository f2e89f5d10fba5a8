"""The filter of « Mes projets »: one’s organisations and invitations, everything by default."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from mec.core.db import read_id
from mec.organizations.queries import scope_of
from mec.projects.models import Project
from mec.projects.queries import own_projects

PARAMETER = "organisation"
INVITED = "invite"


@dataclass(frozen=True)
class ScopeLink:
    label: str
    count: int
    value: str
    """Of the address's parameter; empty for everything."""
    current: bool


def scope_links(user: Any, chosen: str) -> list[ScopeLink]:
    """Return everything, then each organisation and the invitations that have projects; nothing when one is enough.

    The counts add up to the first one: no project is hidden by the choice of none.
    """
    lines = own_projects(user).order_by().values_list("owner", "owner__name").annotate(count=Count("pk"))
    own = scope_of(user).organizations
    found = sorted(((name, str(pk), count) for pk, name, count in lines if pk in own), key=lambda line: line[0])
    invited = sum(count for pk, _, count in lines if pk not in own)
    if invited:
        found.append(("Projets où l’on m’invite", INVITED, invited))
    if len(found) <= 1:
        return []
    values = {value for _, value, _ in found}
    everything = ScopeLink("Tous mes projets", sum(count for *_, count in found), "", chosen not in values)
    return [everything, *(ScopeLink(label, count, value, value == chosen) for label, value, count in found)]


def narrowed(projects: QuerySet[Project], user: Any, chosen: str) -> QuerySet[Project]:
    """Keep what the parameter names; a value that names nothing of the person's keeps everything."""
    own = scope_of(user).organizations
    if chosen == INVITED:
        return projects.exclude(owner__in=own)
    owner = read_id(chosen)
    return projects.filter(owner=owner) if owner in own else projects
