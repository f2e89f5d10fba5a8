"""Draw a project: what it says, where it lies, how far it went. Depends on its number and on the seed alone."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from uuid import NAMESPACE_URL, UUID, uuid5

from mec.demo.country.people import PROJECTS_PER_PERSON, Agent, Carrier, Cast
from mec.demo.country.places import Place, Places
from mec.demo.country.texts import Kind, dice, fill, kinds, words
from mec.organizations.enums import OrganizationKind
from mec.projects.enums import PhaseStatus, Priority, ProjectState
from mec.taxonomy.enums import Phase
from mec.territories.enums import TerritoryKind

DAYS = 3 * 365
_REFERENCES = 10**8
_STEP = 7_368_787
"""Prime with `_REFERENCES`: the numbers lead to as many references."""
_AFAR = 0.02
_SEVERAL = 0.06
_DRAFTS, _DISCARDED = 0.06, 0.07
_UNKNOWN_COST = 0.2
_WITHOUT_DATES = 0.4
_OLD = 700
_ARCHIVED, _RANKED, _TOLD = 0.15, 0.4, 0.25
_LAST_PHASE = len(Phase) - 1


@dataclass
class Draft:
    """A project as it will be written, with ids of people and places; `exchanges` and others add to it."""

    number: int
    key: UUID
    reference: str
    carrier: Carrier
    name: str
    description: str
    places: list[Place]
    departements: list[int]
    topics: tuple[str, ...]
    created_at: datetime
    state: ProjectState
    phase: Phase
    status: PhaseStatus
    submitted_at: datetime | None = None
    cost: Decimal | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    archived_at: datetime | None = None
    priority: Priority = Priority.UNSET
    priority_reason: str = ""
    priority_shared: bool = False
    agents: list[Agent] = field(default_factory=list)
    """Of the State pairs of its départements."""


def key_of(number: int, seed: int) -> UUID:
    return uuid5(NAMESPACE_URL, f"demonstration:{seed}:{number}")


def reference_of(number: int, seed: int) -> str:
    digits = f"{(number * _STEP + seed * 10_007) % _REFERENCES:08d}"
    return f"{digits[:4]}-{digits[4:]}"


def draw(number: int, *, seed: int, cast: Cast, places: Places, today: datetime) -> tuple[Draft, Random]:
    """Return the project of a number, and the generator with which the rest of its story is drawn."""
    random = dice(seed, "project", number)
    carrier = _carrier(number, cast, random)
    where = _where(carrier, places, random)
    kind = _kind(where[0], places, random)
    created = today - timedelta(days=random.random() * DAYS, hours=random.randint(1, 12))
    name, description = _texts(kind, where[0], carrier, places, random)
    drawn = random.random()
    state = ProjectState.SUBMITTED
    if drawn < _DISCARDED:
        state = ProjectState.DRAFT if drawn < _DRAFTS else ProjectState.DISCARDED
    age = (today - created).days
    departements = sorted({pk for place in where for pk in place.departements})
    draft = Draft(
        number=number,
        key=key_of(number, seed),
        reference=reference_of(number, seed),
        carrier=carrier,
        name=name,
        description=description,
        places=where,
        departements=departements,
        topics=kind.topics[: random.randint(1, len(kind.topics))],
        created_at=created,
        state=state,
        phase=_phase(age, random),
        status=_status(age, random),
        agents=[agent for pk in departements for agent in cast.agents.get(pk, [])],
    )
    _estimate(draft, kind, random)
    if state == ProjectState.SUBMITTED:
        _send(draft, age, today, random)
    return draft, random


def _carrier(number: int, cast: Cast, random: Random) -> Carrier:
    """Return one whose person was there when the country had no more than `number` projects."""
    groups = cast.groups[: number // PROJECTS_PER_PERSON + 1]
    first = random.randrange(len(groups))
    carriers = next(group for group in (*groups[first:], *cast.groups) if group)
    return random.choice(carriers)


def _where(carrier: Carrier, places: Places, random: Random) -> list[Place]:
    home = places.by_id[carrier.place]
    if carrier.kind == OrganizationKind.SYNDICAT:
        communes = places.communes_of[home.pk]
        return [places.by_id[pk] for pk in random.sample(communes, min(random.randint(2, 9), len(communes)))]
    if carrier.kind == OrganizationKind.COMMUNE and random.random() < _SEVERAL:
        return [home, *(places.by_id[pk] for pk in places.neighbours(home, random.randint(1, 3), random))]
    if carrier.kind == OrganizationKind.COMMUNE and random.random() < _AFAR:
        return [home, places.by_id[random.choice(places.communes)]]
    return [home]


def _kind(place: Place, places: Places, random: Random) -> Kind:
    coast, mountain = places.on_coast(place), places.in_mountain(place)
    return random.choice([kind for kind in kinds() if (coast or not kind.coast) and (mountain or not kind.mountain)])


def _texts(kind: Kind, place: Place, carrier: Carrier, places: Places, random: Random) -> tuple[str, str]:
    epci = _with_article(places.by_id.get(place.epci, place).name)
    there = f"à {place.name}" if place.kind == TerritoryKind.COMMUNE else f"sur le territoire {place.of_name}"
    slots = {"commune": _with_article(place.name), "de_commune": place.of_name, "a_commune": there, "epci": epci}
    name = fill(random.choice(kind.names), slots, random)[:150]
    around = words()["contexts"]["commune" if carrier.kind == OrganizationKind.COMMUNE else "epci"]
    sentences = [
        *random.sample(kind.facts, min(random.randint(1, 3), len(kind.facts))),
        random.choice(around),
        *random.sample(kind.wishes, random.randint(1, len(kind.wishes))),
        *random.sample(words()["needs"]["phrases"], random.randint(1, 2)),
    ]
    return name, " ".join(fill(sentence, slots, random) for sentence in sentences)


def _with_article(name: str) -> str:
    return f"la {name[0].lower()}{name[1:]}" if name.lower().startswith(("communauté", "métropole")) else name


def _phase(age: int, random: Random) -> Phase:
    rank = min(_LAST_PHASE, int(random.random() * 1.7 + age / 900))
    return list(Phase)[rank]


def _status(age: int, random: Random) -> PhaseStatus:
    weights = [60, 12, 8, 6, 4, 10] if age > DAYS // 3 else [88, 4, 3, 4, 1, 0]
    return random.choices(list(PhaseStatus), weights)[0]


def _estimate(draft: Draft, kind: Kind, random: Random) -> None:
    low, high = kind.cost
    euros = round(low * (high / low) ** random.random(), -2)
    if random.random() >= _UNKNOWN_COST:
        draft.cost = Decimal(int(euros))
    if random.random() >= _WITHOUT_DATES:
        draft.starts_on = draft.created_at.date() + timedelta(days=random.randint(60, 500))
        draft.ends_on = draft.starts_on + timedelta(days=random.randint(60, 900))


def _send(draft: Draft, age: int, today: datetime, random: Random) -> None:
    draft.submitted_at = min(draft.created_at + timedelta(days=random.random() * 20), today)
    if age > _OLD and random.random() < _ARCHIVED:
        draft.archived_at = draft.submitted_at + timedelta(days=random.randint(300, _OLD - 20))
    if random.random() < _RANKED:
        draft.priority = random.choices(list(Priority), [20, 40, 25, 0, 8])[0]
        draft.priority_reason = random.choice(words()["priorities"]["reasons"])
        draft.priority_shared = random.random() < _TOLD
