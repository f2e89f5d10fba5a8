"""Where a project stands, or that it was put away."""

from collections.abc import Iterable

from django.urls import reverse

from mec.accounts.models import User
from mec.core.journal.models import Entry
from mec.core.journal.queries import author_line
from mec.notifications.notices import Notice, register_notice
from mec.projects.enums import CLOSING_STATUSES, EventClass, PhaseStatus, Verb
from mec.projects.models import Project
from mec.projects.notices.recipients import everyone_in_the_exchange, once, project_people, state_people
from mec.projects.notices.words import with_reference
from mec.projects.queries import RECOVERY


def told_of_the_end(entry: Entry, project: Project) -> Iterable[User]:
    """Return the members and the State pair, when the project was abandoned or finished: other moves tell nobody."""
    if entry.to_state not in CLOSING_STATUSES:
        return []
    return once(project_people(entry, project), state_people(entry, project))


def write_status(entry: Entry, project: Project) -> Notice:
    label = PhaseStatus(entry.to_state).label.lower()
    return _notice(entry, project, f"projet {label}", f"le projet est maintenant « {label} »", "detail")


def write_archived(entry: Entry, project: Project) -> Notice:
    return _notice(entry, project, "projet archivé", "le projet est archivé : il se lit toujours", "detail")


def write_deleted(entry: Entry, project: Project) -> Notice:
    what = f"le projet est supprimé ; la collectivité peut le rétablir pendant {RECOVERY.days} jours"
    return _notice(entry, project, "projet supprimé", what, "deleted")


def write_recovered(entry: Entry, project: Project) -> Notice:
    return _notice(entry, project, "projet rétabli", "le projet est rétabli, avec tout ce qu’il contenait", "detail")


def _notice(entry: Entry, project: Project, subject: str, what: str, page: str) -> Notice:
    why = f"\n\nMotif : {entry.reason}" if entry.reason else ""
    return Notice(
        subject=f"{project} — {subject}",
        body=with_reference(f"{author_line(entry)} : {what}.{why}", project),
        action="Lire ce qui s’est passé",
        path=reverse(f"projects:{page}", args=[project.reference]),
    )


def register() -> None:
    register_notice(Verb.STATUS_CHANGED, recipients=told_of_the_end, write=write_status, event_class=EventClass.LIFE)
    register_notice(
        Verb.ARCHIVED, recipients=everyone_in_the_exchange, write=write_archived, event_class=EventClass.LIFE
    )
    register_notice(Verb.DELETED, recipients=everyone_in_the_exchange, write=write_deleted, event_class=EventClass.LIFE)
    register_notice(
        Verb.RECOVERED, recipients=everyone_in_the_exchange, write=write_recovered, event_class=EventClass.LIFE
    )
