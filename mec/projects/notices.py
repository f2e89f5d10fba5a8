"""Who is told of what happens on a project, and in which words."""

from collections.abc import Iterable

from django.db.models import prefetch_related_objects
from django.urls import reverse

from mec.accounts.models import User
from mec.conversations.models import Message
from mec.conversations.queries import authors_of
from mec.core.journal.models import Entry
from mec.core.journal.queries import author_line
from mec.notifications.notices import Notice, register_notice
from mec.organizations.queries import active_members, answering_by_departement
from mec.projects.enums import Verb
from mec.projects.models import Project
from mec.projects.queries import current_assignment, members_of

EXCERPT = 400


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
    return _once(people, [assignment.agent] if assignment else state_people(entry, project))


def everyone_in_the_state_zone(entry: Entry, project: Project) -> Iterable[User]:
    """Return those who answer for the project, the agent in charge and all who wrote in the zone.

    The last two may belong to a région or to the ANCT; nobody who lost the right to read the zone is told.
    """
    assignment = current_assignment(project)
    in_charge = [assignment.agent] if assignment else []
    return _once(state_people(entry, project), in_charge, authors_of(project.state_thread_id))


def _once(*groups: Iterable[User]) -> list[User]:
    return list({user.pk: user for group in groups for user in group}.values())


def inviter(entry: Entry, project: Project) -> Iterable[User]:
    return User.objects.filter(pk=entry.data["invited_by"])


def _message_excerpt(entry: Entry) -> str:
    body = Message.objects.values_list("body", flat=True).get(pk=entry.data["message"])
    return body if len(body) <= EXCERPT else f"{body[:EXCERPT].rstrip()}…"


def write_submitted(entry: Entry, project: Project) -> Notice:
    return Notice(
        subject=f"{project} — {project.owner} vous présente son projet",
        reason="Vous recevez ce message car votre service répond aux collectivités de ce département.",
        body=f"{author_line(entry)} a transmis le projet « {project} ».\n\n{project.description[:EXCERPT]}",
        action="Lire le projet et répondre",
        path=reverse("projects:detail", args=[project.reference]),
    )


def write_message(entry: Entry, project: Project) -> Notice:
    return Notice(
        subject=f"{project} — {author_line(entry)} vous écrit",
        reason="Vous recevez ce message car vous suivez ce projet.",
        body=_message_excerpt(entry),
        action="Lire et répondre",
        path=reverse("projects:exchanges", args=[project.reference]),
    )


def write_state_message(entry: Entry, project: Project) -> Notice:
    return Notice(
        subject=f"{project} — zone de l’État : {author_line(entry)} vous écrit",
        reason="Vous recevez ce message car votre service accompagne ce projet. La collectivité ne le voit pas.",
        body=_message_excerpt(entry),
        action="Lire et répondre dans la zone de l’État",
        path=reverse("projects:state_zone", args=[project.reference]),
    )


def write_taken_in_charge(entry: Entry, project: Project) -> Notice:
    return Notice(
        subject=f"{project} — {author_line(entry)} prend votre projet en charge",
        reason="Vous recevez ce message car vous suivez ce projet.",
        body=f"{author_line(entry)} est désormais votre interlocuteur pour « {project} ». Vous pouvez lui écrire.",
        action="Ouvrir le projet",
        path=reverse("projects:detail", args=[project.reference]),
    )


def write_invitation_accepted(entry: Entry, project: Project) -> Notice:
    return Notice(
        subject=f"{project} — {author_line(entry)} a rejoint le projet",
        reason="Vous recevez ce message car vous avez envoyé cette invitation.",
        body=f"{author_line(entry)} a accepté votre invitation à suivre « {project} ».",
        action="Voir les membres",
        path=reverse("projects:members", args=[project.reference]),
    )


def register() -> None:
    register_notice(Verb.SUBMITTED, recipients=state_people, write=write_submitted)
    register_notice(Verb.MESSAGE_POSTED, recipients=everyone_in_the_exchange, write=write_message)
    register_notice(Verb.STATE_MESSAGE_POSTED, recipients=everyone_in_the_state_zone, write=write_state_message)
    register_notice(Verb.TAKEN_IN_CHARGE, recipients=project_people, write=write_taken_in_charge)
    register_notice(Verb.INVITATION_ACCEPTED, recipients=inviter, write=write_invitation_accepted)
