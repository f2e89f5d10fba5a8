"""The journal in words, as the timeline shows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from mec.core.journal.audiences import verb_label
from mec.core.journal.models import Entry
from mec.core.journal.queries import author_line
from mec.projects.enums import ProjectRole, Verb
from mec.taxonomy.enums import Phase

FIELD_NAMES = {"name": "nom", "description": "description", "territories": "lieux", "topics": "thématique"}


@dataclass(frozen=True)
class TimelineEvent:
    when: datetime
    who: str
    what: str
    detail: str


def events(entries: Iterable[Entry]) -> list[TimelineEvent]:
    return [
        TimelineEvent(entry.recorded_at, author_line(entry), verb_label(entry.verb), _detail(entry))
        for entry in entries
    ]


def _detail(entry: Entry) -> str:
    if entry.verb == Verb.PHASE_CHANGED:
        return f"De « {Phase(entry.from_state).label} » à « {Phase(entry.to_state).label} »"
    if entry.verb == Verb.EDITED:
        return "Ce qui a changé : " + ", ".join(FIELD_NAMES[field] for field in entry.data)
    if entry.verb in (Verb.INVITATION_SENT, Verb.INVITATION_ACCEPTED):
        return f"Rôle : {ProjectRole(entry.data['role']).label.lower()}"
    return ""
