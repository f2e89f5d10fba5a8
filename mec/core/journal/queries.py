"""Read the journal as a timeline: only what the reader may ever see."""

from typing import Any

from django.db import models

from mec.core.journal.audiences import audiences_of, type_of
from mec.core.journal.models import Entry


def timeline(user: Any, subject: models.Model) -> models.QuerySet[Entry]:
    """Return the entries about `subject` that `user` may read, newest first, with their actors."""
    return (
        Entry.objects.filter(
            subject_type=type_of(subject), subject_id=subject.pk, audience__in=audiences_of(user, subject)
        )
        .select_related("actor")
        .order_by("-id")
    )


def entries_of(target: models.Model) -> models.QuerySet[Entry]:
    """Return the whole chain of one object, oldest first: for services and checks, not for pages."""
    return Entry.objects.filter(object_type=type_of(target), object_id=target.pk).order_by("sequence")


def author_name(entry: Entry) -> str:
    """Return who acted, where one line must hold it: the subject of a mail, whose text says for whom."""
    return entry.actor.get_full_name() if entry.actor else "Le service"


def author_line(entry: Entry) -> str:
    """Return who acted, and for whom, as a page or a mail says it: "Ana Roux (Commune de Privas)"."""
    name = author_name(entry)
    return f"{name} ({entry.behalf_name})" if entry.behalf_name else name
