"""Write a batch of fictitious projects, with everything that hangs on them, in the caller's transaction."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from mec.accounts.invitations import VALIDITY
from mec.conversations.models import Message, Thread
from mec.core.db import insert_values, reserve_ids
from mec.core.journal.history import record_past
from mec.demo.country.history import history
from mec.demo.country.plan import Draft
from mec.demo.country.story import Story
from mec.projects.enums import ProjectRole
from mec.projects.index import fields_of, index_projects
from mec.projects.models import Assignment, Blocker, Invitation, Project, ProjectMember
from mec.projects.services import refresh_marks

_THREADS = 2


class Written(NamedTuple):
    """A project with the ids that its rows will have."""

    pk: int
    draft: Draft
    story: Story
    thread: int
    state_thread: int
    messages: list[int]
    guests: list[int]

    def key(self, name: str) -> UUID:
        return uuid5(self.draft.key, name)


def write(batch: Sequence[tuple[Draft, Story]], *, topics: dict[str, int]) -> None:
    """Write the batch; `topics` gives the id of each thématique by its code."""
    rows = _with_ids(batch)
    threads = [(thread, row.draft.created_at) for row in rows for thread in (row.thread, row.state_thread)]
    insert_values(Thread, ("id", "created_at"), threads)
    insert_values(Project, _PROJECT_COLUMNS, [_project(row) for row in rows])
    _write_lines(rows, topics)
    _write_people(rows)
    _write_exchanges(rows)
    insert_values(Blocker, _BLOCKER_COLUMNS, [line for row in rows for line in _blockers(row)])
    refresh_marks(Project.objects.filter(pk__in=[row.pk for row in rows]))
    record_past(
        entry
        for row in rows
        for entry in history(row.pk, row.draft, row.story, messages=row.messages, guests=row.guests)
    )
    index_projects((row.pk, _fields(row.draft)) for row in rows)


def _with_ids(batch: Sequence[tuple[Draft, Story]]) -> list[Written]:
    projects = iter(reserve_ids(Project, len(batch)))
    threads = iter(reserve_ids(Thread, _THREADS * len(batch)))
    messages = iter(reserve_ids(Message, sum(len(story.said) for _, story in batch)))
    guests = iter(reserve_ids(Invitation, sum(len(story.guests) for _, story in batch)))
    return [
        Written(
            pk=next(projects),
            draft=draft,
            story=story,
            thread=next(threads),
            state_thread=next(threads),
            messages=[next(messages) for _ in story.said],
            guests=[next(guests) for _ in story.guests],
        )
        for draft, story in batch
    ]


_PROJECT_COLUMNS = (
    *("id", "reference", "key", "state", "name", "description", "phase", "phase_status", "owner_id", "created_by_id"),
    *("thread_id", "state_thread_id", "cost", "starts_on", "ends_on", "archived_at", "priority", "priority_reason"),
    *("priority_shared", "created_at", "updated_at", "submitted_at", "demo"),
)


def _project(row: Written) -> tuple[Any, ...]:
    draft = row.draft
    owner, author = draft.carrier.organization, draft.carrier.people[0]
    return (
        *(row.pk, draft.reference, draft.key, draft.state.value, draft.name, draft.description),
        *(draft.phase.value, draft.status.value, owner, author, row.thread, row.state_thread),
        *(draft.cost, draft.starts_on, draft.ends_on, draft.archived_at, draft.priority.value),
        *(draft.priority_reason, draft.priority_shared, draft.created_at, row.story.ends_at, draft.submitted_at, True),
    )


def _write_lines(rows: Sequence[Written], topics: dict[str, int]) -> None:
    places = [(row.pk, place.pk) for row in rows for place in row.draft.places]
    insert_values(Project.territories.through, ("project_id", "territory_id"), places)
    departements = [(row.pk, departement) for row in rows for departement in row.draft.departements]
    insert_values(Project.departements.through, ("project_id", "territory_id"), departements)
    lines = [(row.pk, topics[code]) for row in rows for code in row.draft.topics]
    insert_values(Project.topics.through, ("project_id", "topic_id"), lines)


def _write_people(rows: Sequence[Written]) -> None:
    members: list[tuple[Any, ...]] = []
    invitations: list[tuple[Any, ...]] = []
    for row in rows:
        author = row.draft.carrier.people[0]
        members.append((row.pk, author, ProjectRole.REFERENT.value, row.draft.created_at))
        for pk, guest in zip(row.guests, row.story.guests, strict=True):
            if guest.accepted_by:
                members.append((row.pk, guest.accepted_by, guest.role.value, guest.accepted_at))
            given = (guest.accepted_at, guest.accepted_by, guest.revoked_at)
            lasts = (guest.at, _expiry(guest.at))
            invitations.append(
                (pk, row.pk, guest.email, guest.role.value, guest.message, _no_link(row), author, *lasts, *given)
            )
    insert_values(ProjectMember, ("project_id", "user_id", "role", "joined_at"), members)
    columns = ("id", "project_id", "email", "role", "message", "token_hash", "invited_by_id", "created_at")
    ends = ("expires_at", "accepted_at", "accepted_by_id", "revoked_at")
    insert_values(Invitation, (*columns, *ends), invitations)


def _expiry(at: datetime) -> datetime:
    return at + VALIDITY


def _no_link(row: Written) -> str:
    """Return the hash of no link: nobody can be let in by it."""
    return hashlib.sha256(row.key("invitation").bytes).hexdigest()


def _write_exchanges(rows: Sequence[Written]) -> None:
    columns = ("id", "thread_id", "author_id", "organization_id", "body", "key", "created_at")
    messages = [
        (
            *(pk, row.state_thread if said.aside else row.thread, said.author, said.organization),
            *(said.body, row.key(f"message-{pk}"), said.at),
        )
        for row in rows
        for pk, said in zip(row.messages, row.story.said, strict=True)
    ]
    insert_values(Message, columns, messages)
    charges = [
        (row.pk, charge.organization, charge.agent, charge.at, charge.ended_at)
        for row in rows
        for charge in row.story.charges
    ]
    insert_values(Assignment, ("project_id", "organization_id", "agent_id", "taken_at", "ended_at"), charges)


_BLOCKER_COLUMNS = (
    *("project_id", "kind", "description", "since", "key", "opened_by_id", "opened_at", "resolved_by_id"),
    *("resolved_at", "resolution"),
)


def _blockers(row: Written) -> list[tuple[Any, ...]]:
    author = row.draft.carrier.people[0]
    return [
        (
            *(row.pk, obstacle.kind.value, obstacle.text, obstacle.at.date(), row.key(f"blocker-{rank}"), author),
            *(obstacle.at, author if obstacle.lifted_at else None, obstacle.lifted_at, obstacle.resolution),
        )
        for rank, obstacle in enumerate(row.story.obstacles)
    ]


def _fields(draft: Draft) -> Any:
    places = " ".join(place.name for place in draft.places)
    return fields_of(name=draft.name, owner=draft.carrier.name, places=places, description=draft.description)
