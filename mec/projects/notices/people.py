"""Somebody joined, changed role or holds the project."""

from collections.abc import Iterable

from django.urls import reverse

from mec.accounts.models import User
from mec.core.journal.models import Entry
from mec.core.journal.queries import author_line, author_name
from mec.notifications.notices import Notice, register_notice
from mec.projects.enums import ROLE_DESCRIPTIONS, EventClass, ProjectRole, Verb
from mec.projects.models import Project
from mec.projects.notices.recipients import inviter


def write_invitation_accepted(entry: Entry, project: Project) -> Notice:
    return Notice(
        subject=f"{project} — {author_name(entry)} a rejoint le projet",
        reason="Vous recevez ce message car vous avez envoyé cette invitation.",
        body=f"{author_line(entry)} a accepté l’invitation et fait maintenant partie de « {project} ».",
        action="Voir les membres",
        path=reverse("projects:members", args=[project.reference]),
    )


def the_member(entry: Entry, project: Project) -> Iterable[User]:
    return User.objects.filter(pk=entry.data["user"])


def both_referents(entry: Entry, project: Project) -> Iterable[User]:
    return User.objects.filter(pk__in=[entry.data["user"], entry.data["former"]])


def write_role_changed(entry: Entry, project: Project) -> Notice:
    role = ProjectRole(entry.to_state)
    return Notice(
        subject=f"{project} — votre rôle a changé",
        reason="Vous recevez ce message car vous êtes membre de ce projet.",
        body=f"{author_line(entry)} vous a donné le rôle de {role.label.lower()} : {ROLE_DESCRIPTIONS[role]}.",
        action="Voir les membres",
        path=reverse("projects:members", args=[project.reference]),
    )


def write_referent_changed(entry: Entry, project: Project) -> Notice:
    name = User.objects.get(pk=entry.data["user"])
    return Notice(
        subject=f"{project} — {name} tient désormais ce projet",
        reason="Vous recevez ce message car vous tenez, ou teniez, ce projet.",
        body=f"{author_line(entry)} a confié le projet « {project} » à {name}, qui le tient désormais.",
        action="Ouvrir le projet",
        path=reverse("projects:detail", args=[project.reference]),
    )


def register() -> None:
    register_notice(
        Verb.ROLE_CHANGED,
        recipients=the_member,
        write=write_role_changed,
        event_class=EventClass.MEMBERS,
        personal=True,
    )
    register_notice(
        Verb.REFERENT_CHANGED,
        recipients=both_referents,
        write=write_referent_changed,
        event_class=EventClass.MEMBERS,
        personal=True,
    )
    register_notice(
        Verb.INVITATION_ACCEPTED,
        recipients=inviter,
        write=write_invitation_accepted,
        event_class=EventClass.MEMBERS,
        personal=True,
    )
