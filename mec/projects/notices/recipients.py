"""Who is told of what happens on a project."""

from collections.abc import Iterable

from django.db.models import prefetch_related_objects

from mec.accounts.models import User
from mec.conversations.queries import authors_of
from mec.core.journal.models import Entry
from mec.organizations.queries import active_members, answering_by_departement
from mec.projects.models import Assignment, Project
from mec.projects.queries import agent_in_charge, current_assignment, members_of


def once(*groups: Iterable[User]) -> list[User]:
    """Return everyone of these groups, each person once."""
    return list({user.pk: user for group in groups for user in group}.values())


def state_people(entry: Entry, project: Project) -> Iterable[User]:
    """Return the active agents of the services that answer for the project's départements."""
    prefetch_related_objects([project], "departements")
    answering = answering_by_departement(project.departements.all())
    return active_members(organization for _, organizations in answering for organization in organizations)


def project_people(entry: Entry, project: Project) -> Iterable[User]:
    return [member.user for member in members_of(project)]


def everyone_in_the_exchange(entry: Entry, project: Project) -> Iterable[User]:
    """Return the members, and on the State side the agent in charge, or the whole pair while nobody is."""
    people = project_people(entry, project)
    if project.is_draft:
        return people
    assignment = current_assignment(project)
    return once(people, people_in_charge(assignment) if assignment else state_people(entry, project))


def everyone_concerned(entry: Entry, project: Project) -> Iterable[User]:
    """Return the members, the whole pair and, from it or from beyond, the agent in charge."""
    assignment = current_assignment(project)
    in_charge = people_in_charge(assignment) if assignment else []
    return once(project_people(entry, project), state_people(entry, project), in_charge)


def everyone_in_the_state_zone(entry: Entry, project: Project) -> Iterable[User]:
    """Return those who answer for the project, the agent in charge and all who wrote in the zone.

    The last two may belong to a région or to the ANCT; nobody who lost the right to read the zone is told.
    """
    assignment = current_assignment(project)
    in_charge = people_in_charge(assignment) if assignment else []
    return once(state_people(entry, project), in_charge, authors_of(project.state_thread_id))


def people_in_charge(assignment: Assignment) -> Iterable[User]:
    """Return the agent in charge, or everyone in the service when it named nobody, or when they left it."""
    agent = agent_in_charge(assignment)
    return [agent] if agent else active_members([assignment.organization])


def inviter(entry: Entry, project: Project) -> Iterable[User]:
    return User.objects.filter(pk=entry.data["invited_by"])
