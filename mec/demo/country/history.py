"""What the journal would have kept of a fictitious project."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from mec.core.journal.history import PastEntry
from mec.demo.country.plan import Draft
from mec.demo.country.story import Said, Story
from mec.projects.enums import EntryAudience, ProjectState, Verb

_PROJECT = "projects.project"
_ORGANIZATION = "organizations.organization"


def history(project: int, draft: Draft, story: Story, *, messages: list[int], guests: list[int]) -> list[PastEntry]:
    """Return the entries of a project, the oldest first; `messages` and `guests` are the ids of those of the story."""
    entries = [*_sheet(project, draft), *_charges(project, draft, story)]
    entries += _talk(project, story, messages)
    entries += _guests(project, draft, story, guests)
    return sorted(entries, key=lambda entry: entry.recorded_at)


def _entry(project: int, verb: Verb, at: datetime, actor: int | None, **rest: Any) -> PastEntry:
    audience = rest.pop("audience", EntryAudience.MEMBERS)
    return PastEntry(_PROJECT, project, at, actor, verb.value, audience.value, **rest)


def _behalf(organization: int, name: str) -> dict[str, Any]:
    return {"behalf_type": _ORGANIZATION, "behalf_id": organization, "behalf_name": name[:200]}


def _sheet(project: int, draft: Draft) -> Iterator[PastEntry]:
    author, carrier = draft.carrier.people[0], _behalf(draft.carrier.organization, draft.carrier.name)
    yield _entry(project, Verb.CREATED, draft.created_at, author, **carrier)
    if draft.submitted_at:
        yield _entry(
            project,
            Verb.SUBMITTED,
            draft.submitted_at,
            author,
            from_state=ProjectState.DRAFT.value,
            to_state=ProjectState.SUBMITTED.value,
            snapshot_sha256=_snapshot(draft),
            **carrier,
        )
    elif draft.state == ProjectState.DISCARDED:
        states = {"from_state": ProjectState.DRAFT.value, "to_state": ProjectState.DISCARDED.value}
        yield _entry(project, Verb.DISCARDED, draft.created_at, author, **states)


def _snapshot(draft: Draft) -> str:
    says = {
        "name": draft.name,
        "description": draft.description,
        "phase": draft.phase.value,
        "territories": sorted(place.code for place in draft.places),
        "topics": sorted(draft.topics),
    }
    return hashlib.sha256(json.dumps(says, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _charges(project: int, draft: Draft, story: Story) -> Iterator[PastEntry]:
    for charge in story.charges:
        actor = charge.agent or draft.agents[0].user
        behalf = _behalf(charge.organization, charge.organization_name)
        yield _entry(project, Verb.TAKEN_IN_CHARGE, charge.at, actor, **behalf)


def _talk(project: int, story: Story, ids: list[int]) -> Iterator[PastEntry]:
    answered = False
    for message, said in zip(ids, story.said, strict=True):
        entry = _entry(project, _verb(said), said.at, said.author, data={"message": message}, **_zone(said))
        if said.from_state and not said.aside and not answered:
            answered = True
            yield replace(entry, verb=Verb.STATE_ANSWERED.value)
        yield entry


def _verb(said: Said) -> Verb:
    return Verb.STATE_MESSAGE_POSTED if said.aside else Verb.MESSAGE_POSTED


def _zone(said: Said) -> dict[str, Any]:
    audience = EntryAudience.STATE if said.aside else EntryAudience.MEMBERS
    return {"audience": audience, **_behalf(said.organization, said.organization_name)}


def _guests(project: int, draft: Draft, story: Story, ids: list[int]) -> Iterator[PastEntry]:
    author = draft.carrier.people[0]
    for invitation, guest in zip(ids, story.guests, strict=True):
        data: dict[str, Any] = {"invitation": invitation, "role": guest.role.value}
        yield _entry(project, Verb.INVITATION_SENT, guest.at, author, data=data)
        if guest.revoked_at:
            yield _entry(project, Verb.INVITATION_REVOKED, guest.revoked_at, author, data={"invitation": invitation})
        elif guest.accepted_at:
            joined = {**data, "invited_by": author}
            yield _entry(project, Verb.INVITATION_ACCEPTED, guest.accepted_at, guest.accepted_by, data=joined)
