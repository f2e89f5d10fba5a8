"""Something blocks the project, or does not any more."""

from django.urls import reverse
from django.utils import timezone

from mec.core.journal.models import Entry
from mec.core.journal.queries import author_line
from mec.core.ui.french import day
from mec.notifications.notices import Notice, register_notice
from mec.projects.clock import lasting
from mec.projects.enums import BLOCKER_NAMES, BlockerKind, EventClass, Verb
from mec.projects.models import Blocker, Project
from mec.projects.notices.recipients import everyone_concerned
from mec.projects.notices.words import excerpt


def write_opened(entry: Entry, project: Project) -> Notice:
    blocker = _blocker(entry)
    days = (timezone.localdate(entry.recorded_at) - blocker.since).days
    clock = f" depuis {lasting(days)}" if days > 0 else ""
    return Notice(
        subject=f"{project} — un {_name(entry)}{clock}",
        body=f"{author_line(entry)} signale un {_name(entry)} depuis le {day(blocker.since)} :\n\n"
        f"{excerpt(blocker.description)}",
        action="Lire le blocage et répondre",
        path=_path(project, blocker),
    )


def write_resolved(entry: Entry, project: Project) -> Notice:
    return Notice(
        subject=f"{project} — le {_name(entry)} est levé",
        body=f"{author_line(entry)} dit ce qui l’a levé :\n\n{excerpt(entry.data['resolution'])}",
        action="Lire le blocage",
        path=_path(project, _blocker(entry)),
    )


def write_reopened(entry: Entry, project: Project) -> Notice:
    blocker = _blocker(entry)
    return Notice(
        subject=f"{project} — le {_name(entry)} n’est pas levé",
        body=f"{author_line(entry)} a rouvert ce blocage, signalé ainsi :\n\n{excerpt(blocker.description)}",
        action="Lire le blocage et répondre",
        path=_path(project, blocker),
    )


def _blocker(entry: Entry) -> Blocker:
    return Blocker.objects.get(pk=entry.data["blocker"])


def _name(entry: Entry) -> str:
    return BLOCKER_NAMES[BlockerKind(entry.data["kind"])]


def _path(project: Project, blocker: Blocker) -> str:
    return reverse("projects:blocker", args=[project.reference, blocker.pk])


def register() -> None:
    for verb, write in (
        (Verb.BLOCKER_OPENED, write_opened),
        (Verb.BLOCKER_RESOLVED, write_resolved),
        (Verb.BLOCKER_REOPENED, write_reopened),
    ):
        register_notice(verb, recipients=everyone_concerned, write=write, event_class=EventClass.BLOCKERS)
