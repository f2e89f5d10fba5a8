"""Write the past: what happened to objects before the journal knew them, each thing at its own date."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db import models, transaction

from mec.core.db import insert_values
from mec.core.journal.audiences import is_known_verb, is_registered
from mec.core.journal.models import Chain, Entry
from mec.core.journal.services import UnknownVerbError, digest


@dataclass(frozen=True)
class PastEntry:
    """What `record` would have written, with ids in place of objects; the object is its own subject."""

    object_type: str
    object_id: int
    recorded_at: datetime
    actor_id: int | None
    verb: str
    audience: str
    behalf_type: str = ""
    behalf_id: int | None = None
    behalf_name: str = ""
    from_state: str = ""
    to_state: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    """Plain JSON values."""
    snapshot_sha256: str = ""


@transaction.atomic
def record_past(entries: Iterable[PastEntry]) -> int:
    """Write whole chains, of objects that have none yet, and return how many entries; nobody is told of them.

    The entries of one object follow each other, the oldest first. Raises UnknownVerbError, and IntegrityError for an
    object of which the journal already speaks.
    """
    written: list[Entry] = []
    chains: list[Chain] = []
    for (object_type, object_id), past in groupby(entries, key=lambda entry: (entry.object_type, entry.object_id)):
        chain = [_entry(entry) for entry in past]
        head = ""
        for sequence, entry in enumerate(chain, 1):
            entry.sequence, entry.prev_hash = sequence, head
            entry.hash = head = digest(entry)
        chains.append(Chain(object_type=object_type, object_id=object_id, length=len(chain), head=head))
        written += chain
    _insert(Chain, chains)
    _insert(Entry, written)
    return len(written)


def _entry(past: PastEntry) -> Entry:
    if not (is_known_verb(past.verb) and is_registered(past.object_type, past.audience)):
        raise UnknownVerbError(f"{past.verb} for {past.audience} of {past.object_type}")
    return Entry(**vars(past), subject_type=past.object_type, subject_id=past.object_id)


def _insert(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    columns = [field.attname for field in model._meta.concrete_fields if not field.primary_key]  # noqa: SLF001 -- Django's documented model API
    insert_values(model, columns, [[getattr(row, column) for column in columns] for row in rows])
