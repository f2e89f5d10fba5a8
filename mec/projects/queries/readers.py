"""Who reads what is written about a project: the same people as the rules say, found from the project's side."""

from collections import defaultdict
from dataclasses import dataclass

from django.db import models

from mec.accounts.models import User
from mec.organizations.enums import STATE_KINDS
from mec.organizations.models import Membership, Organization
from mec.projects.models import Project, ProjectMember
from mec.territories.models import Containment


@dataclass(frozen=True)
class Readers:
    """Everybody who may open a project, each named once on the collectivité's side."""

    owner: tuple[User, ...]
    """Who acts for the organisation that carries it."""
    invited: tuple[ProjectMember, ...]
    """The members of the project who do not."""
    services: tuple[tuple[Organization, tuple[User, ...]], ...]
    """Each State service that covers it, once it was sent, with its agents; those without an account left out."""

    @property
    def state(self) -> frozenset[int]:
        """The ids of the people who read the State's zone."""
        return frozenset(agent.pk for _, agents in self.services for agent in agents)

    @property
    def everyone(self) -> frozenset[int]:
        """The ids of the people who read the project."""
        own = {user.pk for user in self.owner} | {member.user_id for member in self.invited}
        return frozenset(own) | self.state


def readers_of(project: Project) -> Readers:
    """Return who reads the project today, in two queries."""
    if project.is_discarded:
        return Readers((), (), ())
    owner: list[User] = []
    services: defaultdict[Organization, list[User]] = defaultdict(list)
    for line in _memberships(project):
        if line.organization_id == project.owner_id:
            owner.append(line.user)
        else:
            services[line.organization].append(line.user)
    known = {user.pk for user in owner}
    members = project.members.filter(user__is_active=True).select_related("user").order_by("joined_at", "pk")
    invited = tuple(member for member in members if member.user_id not in known)
    return Readers(tuple(owner), invited, tuple((service, tuple(people)) for service, people in services.items()))


def _memberships(project: Project) -> models.QuerySet[Membership]:
    """Return the lines of those who act for the owner, or for a State service that covers a sent project."""
    readers = Organization.objects.filter(pk=project.owner_id).values("pk")
    if project.is_sent:
        departements = [departement.pk for departement in project.departements.all()]
        around = Containment.objects.filter(inner__in=departements, partial=False).values("outer")
        services = Organization.objects.filter(kind__in=STATE_KINDS, perimeter__in=around)
        # One list, not two conditions: an "or" has every membership of the country read.
        readers = readers.union(services.values("pk"))
    lines = Membership.objects.filter(organization__in=readers, active=True, user__is_active=True)
    return lines.select_related("user", "organization").order_by(
        "organization__name", "organization_id", "user__last_name", "user__first_name", "user_id"
    )
