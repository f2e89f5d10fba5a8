"""How those who hear of a project are chosen, spoken to, and named to each other."""

from collections.abc import Sequence
from typing import Any

from mec.core.journal.models import Entry
from mec.notifications.notices import Choices, Following, Words, register_following
from mec.organizations.enums import STATE_KINDS
from mec.organizations.models import Membership
from mec.projects.enums import EntryAudience, EventClass
from mec.projects.models import Project
from mec.projects.queries import current_assignment, followers_by_choice, stopped_ids
from mec.projects.rules import standing_of
from mec.projects.services.follow import stop_following

BY_CHOICE = "Vous recevez ce message car vous avez choisi de suivre ce projet."
IN_CHARGE = "Vous recevez ce message car ce projet vous est confié."
MEMBER = "Vous recevez ce message car vous êtes membre de ce projet."
OWNER = "Vous recevez ce message car votre collectivité porte ce projet."
SERVICE = "Vous recevez ce message car votre service accompagne les projets de ce territoire."


def choices(project: Project, event_class: str) -> Choices:
    return Choices(stopped_ids(project, event_class), tuple(followers_by_choice(project, event_class)))


def words(entry: Entry, project: Project, people: Sequence[Any], by_choice: frozenset[int]) -> dict[int, Words]:
    """Say to each why they receive it, and how the others know of it.

    In everyone's exchanges an agent of the State is named by the service, except to colleagues in the State's zone;
    whoever follows by choice is named to nobody.
    """
    assignment = current_assignment(project)
    services = _services_of(people)
    found = {}
    for person in people:
        standing = standing_of(person, project)
        if person.pk in by_choice:
            found[person.pk] = Words(BY_CHOICE, "")
            continue
        if assignment and assignment.agent_id == person.pk:
            reason = IN_CHARGE
        else:
            reason = MEMBER if standing.role else OWNER if standing.owner else SERVICE
        hidden = not (standing.role or standing.owner) and entry.audience != EntryAudience.STATE
        found[person.pk] = Words(reason, services.get(person.pk, "") if hidden else str(person))
    return found


def _services_of(people: Sequence[Any]) -> dict[int, str]:
    """Return the State service of each agent, by id of the person; one query."""
    rows = Membership.objects.filter(user__in=[person.pk for person in people], active=True)
    state = rows.filter(organization__kind__in=STATE_KINDS).select_related("organization").order_by("-pk")
    return {membership.user_id: str(membership.organization) for membership in state}


def _stop(project: Project, event_class: str, person: Any) -> None:
    stop_following(project, event_class=EventClass(event_class), actor=person)


def _label(event_class: str) -> str:
    return str(EventClass(event_class).label).lower()


def register() -> None:
    register_following(Project, Following(choices=choices, words=words, stop=_stop, label=_label))
