"""Files came, or were put in quarantine."""

from collections.abc import Iterable

from django.urls import reverse

from mec.accounts.models import User
from mec.core.journal.models import Entry
from mec.core.journal.queries import author_line, author_name
from mec.notifications.notices import Notice, register_notice
from mec.projects.enums import EntryAudience, EventClass, Verb
from mec.projects.models import Project
from mec.projects.notices.recipients import everyone_in_the_exchange, everyone_in_the_state_zone
from mec.projects.notices.words import for_the_state


def readers_of_files(entry: Entry, project: Project) -> Iterable[User]:
    """Return the people of the exchange, or of the State's zone, once they can open the files; the sender knows."""
    if not entry.data.get("announced", True) or not entry.data["files"]:
        return []
    people = everyone_in_the_state_zone if entry.audience == EntryAudience.STATE else everyone_in_the_exchange
    return [person for person in people(entry, project) if person.pk != entry.data.get("sender")]


def write_files(entry: Entry, project: Project) -> Notice:
    names, state = entry.data["files"], entry.audience == EntryAudience.STATE
    sender = User.objects.filter(pk=entry.data.get("sender")).first()
    who, signature = (str(sender),) * 2 if sender else (author_name(entry), author_line(entry))
    what = f"{len(names)} fichiers" if len(names) > 1 else "un fichier"
    if entry.data.get("version"):
        what = "une nouvelle version d’un fichier"
    body = "\n".join([*(f"« {name} »" for name in names), "", signature])
    return Notice(
        subject=f"{project} — {'zone de l’État : ' if state else ''}{who} a déposé {what}",
        body=for_the_state(body) if state else body,
        action="Voir les fichiers",
        path=reverse("projects:files", args=[project.reference]),
    )


def sender_of_file(entry: Entry, project: Project) -> Iterable[User]:
    return User.objects.filter(pk=entry.data["sender"])


def write_quarantined(entry: Entry, project: Project) -> Notice:
    return Notice(
        subject=f"{project} — un fichier que vous avez déposé est en quarantaine",
        reason="Vous recevez ce message car vous avez déposé ce fichier.",
        body=f"L’antivirus a reconnu un programme dangereux dans « {entry.data['files'][0]} ». Personne ne peut "
        "l’ouvrir. Analysez votre ordinateur, puis déposez un fichier sain.",
        action="Voir les fichiers",
        path=reverse("projects:files", args=[project.reference]),
    )


def register() -> None:
    for verb in (Verb.FILES_DEPOSITED, Verb.FILE_VERSION_ADDED, Verb.FILES_CHECKED):
        register_notice(verb, recipients=readers_of_files, write=write_files, event_class=EventClass.FILES)
    register_notice(
        Verb.FILE_QUARANTINED,
        recipients=sender_of_file,
        write=write_quarantined,
        event_class=EventClass.FILES,
        personal=True,
    )
