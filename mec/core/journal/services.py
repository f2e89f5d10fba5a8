"""Write to the journal, and check that nobody rewrote it."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone

from mec.core.db import locked
from mec.core.events import Event, publish
from mec.core.http.context import current_request
from mec.core.journal.audiences import is_known_verb, is_registered, type_of
from mec.core.journal.models import Chain, Entry


class UnknownVerbError(Exception):
    """The verb or the audience is not registered: nobody could ever read the entry."""


@dataclass(frozen=True)
class EntryRecorded(Event):
    entry_id: int
    verb: str


@dataclass(frozen=True)
class BrokenChain:
    object_type: str
    object_id: int
    sequence: int
    """The first entry that does not follow from the one before."""


def record(  # noqa: PLR0913 -- one argument per column of the one journal
    actor: Any,
    verb: models.TextChoices,
    target: models.Model,
    *,
    audience: str,
    subject: models.Model | None = None,
    behalf: models.Model | None = None,
    from_state: str = "",
    to_state: str = "",
    reason: str = "",
    data: dict[str, Any] | None = None,
    received_at: datetime | None = None,
    snapshot: bytes | None = None,
) -> Entry:
    """Append an entry to the chain of `target`, in the caller's transaction, and tell the journal's readers.

    `subject` is the project or the call whose timeline shows it (the target itself by default); `audience` is a code
    registered for that subject; `data` holds plain JSON values, before and after. Raises UnknownVerbError.
    """
    subject = subject or target
    subject_type = type_of(subject)
    if not (is_known_verb(verb.value) and is_registered(subject_type, audience)):
        raise UnknownVerbError(f"{verb.value} for {audience} of {subject_type}")
    request = current_request()
    entry = Entry(
        recorded_at=timezone.now(),
        received_at=received_at,
        actor=actor if getattr(actor, "pk", None) else None,
        behalf_type=type_of(behalf) if behalf else "",
        behalf_id=behalf.pk if behalf else None,
        behalf_name=str(behalf)[:200] if behalf else "",
        verb=verb.value,
        object_type=type_of(target),
        object_id=target.pk,
        subject_type=subject_type,
        subject_id=subject.pk,
        from_state=from_state,
        to_state=to_state,
        reason=reason,
        audience=audience,
        data=json.loads(json.dumps(data or {}, cls=DjangoJSONEncoder)),
        snapshot_sha256=hashlib.sha256(snapshot).hexdigest() if snapshot is not None else "",
        request_id=request.request_id if request else "",
    )
    with transaction.atomic(savepoint=False):
        _append(entry)
        publish(EntryRecorded(entry_id=entry.pk, verb=entry.verb))
    return entry


def _append(entry: Entry) -> None:
    chain = _held_chain(entry.object_type, entry.object_id)
    entry.sequence = chain.length + 1
    entry.prev_hash = chain.head
    entry.hash = digest(entry)
    entry.save(force_insert=True)
    chain.length, chain.head = entry.sequence, entry.hash
    chain.save(update_fields=["length", "head"])


def _held_chain(object_type: str, object_id: int) -> Chain:
    rows = locked(Chain.objects.filter(object_type=object_type, object_id=object_id))
    chain = rows.first()
    if chain is None:
        Chain.objects.get_or_create(object_type=object_type, object_id=object_id)
        chain = rows.get()
    return chain


def digest(entry: Entry) -> str:
    """Return the SHA-256 of all that the entry says and of its predecessor's hash, as 64 hexadecimal digits."""
    content = {
        field.attname: getattr(entry, field.attname)
        for field in Entry._meta.concrete_fields  # noqa: SLF001 -- Django's public model API
        if field.attname not in ("id", "hash")
    }
    for moment in ("recorded_at", "received_at"):
        if content[moment] is not None:
            content[moment] = content[moment].astimezone(timezone.get_default_timezone()).timestamp()
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def broken_chains() -> Iterator[BrokenChain]:
    """Recompute every chain and yield the ones that were tampered with: changed, cut, reordered or emptied."""
    heads = {(chain.object_type, chain.object_id): chain for chain in Chain.objects.all()}
    current: tuple[str, int] | None = None
    sequence, head = 0, ""
    reported: set[tuple[str, int]] = set()
    for entry in Entry.objects.order_by("object_type", "object_id", "sequence").iterator(chunk_size=2000):
        key = (entry.object_type, entry.object_id)
        if key != current:
            if current and current not in reported:
                yield from _check_end(heads.pop(current, None), current, sequence, head)
            current, sequence, head = key, 0, ""
        sequence += 1
        follows = entry.sequence == sequence and entry.prev_hash == head and entry.hash == digest(entry)
        if not follows and key not in reported:
            reported.add(key)
            heads.pop(key, None)
            yield BrokenChain(*key, sequence)
        head = entry.hash
    if current and current not in reported:
        yield from _check_end(heads.pop(current, None), current, sequence, head)
    for key, chain in heads.items():
        yield from _check_end(chain, key, 0, "")


def _check_end(chain: Chain | None, key: tuple[str, int], length: int, head: str) -> Iterator[BrokenChain]:
    if chain is None or chain.length != length or chain.head != head:
        yield BrokenChain(*key, length + 1)
