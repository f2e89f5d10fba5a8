"""Verbs of the thématiques."""

from dataclasses import dataclass

from django.db import transaction

from mec.core.db import locked
from mec.taxonomy.models import Topic
from mec.taxonomy.referential import referential


@dataclass(frozen=True)
class TopicsReport:
    created: int
    updated: int
    retired: int

    def __str__(self) -> str:
        return f"thématiques : {self.created} ajoutées, {self.updated} modifiées, {self.retired} retirées"


@transaction.atomic
def load_topics() -> TopicsReport:
    """Bring the table in line with the shipped list; a second run writes nothing.

    A topic that left the list is kept for what refers to it, out of force. Runs from a command, without actor: the
    list is a public referential that nobody edits here.
    """
    known = {topic.code: topic for topic in locked(Topic.objects.order_by("position"))}
    created = updated = 0
    for position, entry in enumerate(referential().topics):
        parent = known[entry.parent] if entry.parent else None
        wanted = {"label": entry.label, "parent_id": parent and parent.pk, "position": position, "active": True}
        topic = known.get(entry.code)
        if topic is None:
            known[entry.code] = Topic.objects.create(code=entry.code, **wanted)
            created += 1
        elif any(getattr(topic, name) != value for name, value in wanted.items()):
            Topic.objects.filter(pk=topic.pk).update(**wanted)
            updated += 1
    listed = [entry.code for entry in referential().topics]
    retired = Topic.objects.filter(active=True).exclude(code__in=listed).update(active=False)
    return TopicsReport(created, updated, retired)
