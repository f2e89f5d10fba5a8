"""Draw what happened on a project: who answered, what was said, what blocked, who was invited."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from mec.demo.country.people import Agent
from mec.demo.country.plan import Draft
from mec.demo.country.texts import words
from mec.projects.enums import BlockerKind, PhaseStatus, ProjectRole

LONG_TALK_EVERY = 2_000
"""One project in so many has a hundred messages, to see what such a page is like."""
_LONG_TALK = 100
_FRESH = 15
_ANSWERED, _ANSWERED_FRESH = 0.88, 0.4
_LEFT_TO_SERVICE = 0.08
_HANDED_OVER = 0.05
_BLOCKED = 0.12
_LIFTED = 0.6
_INVITED = 0.15
_JOINED, _WITHDRAWN = 0.6, 0.7
_SAID_ASIDE = 0.25


@dataclass(frozen=True)
class Said:
    at: datetime
    author: int
    organization: int
    organization_name: str
    body: str
    from_state: bool
    aside: bool = False
    """In the State's own zone."""


@dataclass(frozen=True)
class Charge:
    organization: int
    organization_name: str
    agent: int | None
    """Nobody when it was left to the service."""
    at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True)
class Obstacle:
    kind: BlockerKind
    text: str
    at: datetime
    lifted_at: datetime | None
    resolution: str


@dataclass(frozen=True)
class Guest:
    email: str
    role: ProjectRole
    message: str
    at: datetime
    accepted_at: datetime | None = None
    accepted_by: int | None = None
    revoked_at: datetime | None = None


@dataclass
class Story:
    charges: list[Charge] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    """In the order of time."""
    obstacles: list[Obstacle] = field(default_factory=list)
    guests: list[Guest] = field(default_factory=list)
    ends_at: datetime | None = None
    """When something last happened."""


def tell(draft: Draft, random: Random, *, today: datetime) -> Story:
    """Return what happened before `today`; nothing but invitations on a draft, which nobody else sees."""
    story = Story()
    sent = draft.submitted_at
    if sent:
        age = (today - sent).days
        if draft.agents and random.random() < (_ANSWERED if age > _FRESH else _ANSWERED_FRESH):
            _take(story, draft, sent, today, random)
        _talk(story, draft, sent, today, random)
        _block(story, draft, sent, today, random)
    if random.random() < _INVITED:
        _invite(story, draft, sent or draft.created_at, today, random)
    story.ends_at = _last(draft, story)
    return story


def _take(story: Story, draft: Draft, sent: datetime, today: datetime, random: Random) -> None:
    agent = random.choice(draft.agents)
    at = min(sent + timedelta(days=random.expovariate(1 / 9)), today)
    whom = None if random.random() < _LEFT_TO_SERVICE else agent.user
    if random.random() < _HANDED_OVER:
        handed = min(at + timedelta(days=random.randint(20, 200)), today)
        other = random.choice(draft.agents)
        story.charges.append(Charge(agent.organization, agent.organization_name, agent.user, at, handed))
        agent, whom, at = other, other.user, handed
    story.charges.append(Charge(agent.organization, agent.organization_name, whom, at))


def _talk(story: Story, draft: Draft, sent: datetime, today: datetime, random: Random) -> None:
    count = _LONG_TALK if draft.number % LONG_TALK_EVERY == 0 else random.choice((0, 1, 1, 2, 2, 3, 3, 4, 5, 8))
    at = sent
    agents = [agent for agent in draft.agents if any(agent.user == charge.agent for charge in story.charges)]
    span = (today - sent) / (count + 2)
    for rank in range(count):
        at += span * random.uniform(0.2, 1)
        agent = random.choice(agents) if agents and rank % 2 else None
        story.said.append(_message(draft, at, agent, rank, random))
    if agents and random.random() < _SAID_ASIDE:
        agent = random.choice(agents)
        body = random.choice(words()["messages"]["state"])
        at = at + span * random.random()
        story.said.append(
            Said(at, agent.user, agent.organization, agent.organization_name, body, from_state=True, aside=True)
        )


def _message(draft: Draft, at: datetime, agent: Agent | None, rank: int, random: Random) -> Said:
    if agent:
        body = random.choice(words()["messages"]["answers"])
        return Said(at, agent.user, agent.organization, agent.organization_name, body, from_state=True)
    body = random.choice(words()["messages"]["thanks" if rank else "questions"])
    carrier = draft.carrier
    return Said(at, random.choice(carrier.people), carrier.organization, carrier.name, body, from_state=False)


def _block(story: Story, draft: Draft, sent: datetime, today: datetime, random: Random) -> None:
    blocked = draft.status == PhaseStatus.BLOCKED
    for _ in range(random.choice((1, 1, 1, 2)) if blocked or random.random() < _BLOCKED else 0):
        kind = random.choice(list(BlockerKind))
        lines = words()["blockers"][kind.value]
        at = sent + (today - sent) * random.random()
        lifted = not blocked and random.random() < _LIFTED
        lifted_at = at + (today - at) * random.random() if lifted else None
        resolution = random.choice(lines["resolutions"]) if lifted else ""
        story.obstacles.append(Obstacle(kind, random.choice(lines["texts"]), at, lifted_at, resolution))


def _invite(story: Story, draft: Draft, since: datetime, today: datetime, random: Random) -> None:
    at = since + (today - since) * random.random()
    role = random.choice((ProjectRole.CONTRIBUTOR, ProjectRole.ADVISER, ProjectRole.OBSERVER))
    message = random.choice(words()["invitations"]["messages"])
    email = f"invite.{draft.number}@partenaires.demo"
    drawn = random.random()
    joins = draft.carrier.people[1:]
    if drawn < _JOINED and joins:
        guest = Guest(email, role, message, at, accepted_at=at + (today - at) / 50, accepted_by=joins[0])
    elif drawn < _WITHDRAWN:
        guest = Guest(email, role, message, at, revoked_at=at + (today - at) / 20)
    else:
        guest = Guest(email, role, message, at)
    story.guests.append(guest)


def _last(draft: Draft, story: Story) -> datetime:
    moments = [draft.created_at, draft.submitted_at, draft.archived_at]
    moments += [said.at for said in story.said if not said.aside]
    moments += [charge.at for charge in story.charges]
    return max(moment for moment in moments if moment)
