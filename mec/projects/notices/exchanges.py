"""Somebody wrote."""

from django.urls import reverse

from mec.conversations.models import Message
from mec.core.journal.models import Entry
from mec.core.journal.queries import author_line, author_name
from mec.notifications.notices import Notice, register_notice
from mec.projects.enums import EventClass, Verb
from mec.projects.models import Project
from mec.projects.notices.recipients import everyone_in_the_exchange, everyone_in_the_state_zone
from mec.projects.notices.words import excerpt, for_the_state, with_reference


def _signed_excerpt(entry: Entry) -> str:
    body = excerpt(Message.objects.values_list("body", flat=True).get(pk=entry.data["message"]))
    return f"{body}\n\n{author_line(entry)}"


def write_message(entry: Entry, project: Project) -> Notice:
    return Notice(
        subject=f"{project} — {author_name(entry)} vous écrit",
        body=with_reference(_signed_excerpt(entry), project),
        action="Lire et répondre",
        path=reverse("projects:exchanges", args=[project.reference]),
    )


def write_state_message(entry: Entry, project: Project) -> Notice:
    return Notice(
        subject=f"{project} — zone de l’État : {author_name(entry)} vous écrit",
        body=with_reference(for_the_state(_signed_excerpt(entry)), project),
        action="Lire et répondre dans la zone de l’État",
        path=reverse("projects:state_zone", args=[project.reference]),
    )


def register() -> None:
    exchanges = EventClass.EXCHANGES
    register_notice(
        Verb.MESSAGE_POSTED, recipients=everyone_in_the_exchange, write=write_message, event_class=exchanges
    )
    register_notice(
        Verb.STATE_MESSAGE_POSTED,
        recipients=everyone_in_the_state_zone,
        write=write_state_message,
        event_class=exchanges,
    )
