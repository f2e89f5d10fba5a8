"""Who carries the fictitious projects and who answers: about two thousand people for forty thousand projects."""

from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from mec.accounts.models import User
from mec.demo.country.places import Place, Places
from mec.demo.country.texts import dice, words
from mec.organizations.enums import COLLECTIVITE_KINDS, MembershipRole, OrganizationKind
from mec.organizations.models import Membership, Organization, StatePair
from mec.organizations.services import NotACollectiviteError, ensure_collectivite
from mec.territories.models import Territory

PROJECTS_PER_PERSON = 23
_WHOLE_REGION, _DEPARTEMENT, _SYNDICAT, _EPCI = 0.006, 0.03, 0.07, 0.25
_SHARED = 0.7
_MOST_SHARED = 5
_MAYOR_EVERY = 6


@dataclass(frozen=True)
class Carrier:
    """An organisation that carries projects, with the people who act for it."""

    organization: int
    kind: str
    name: str
    place: int
    """Territory that it is or, for a syndicat, its département."""
    people: tuple[int, ...]
    """Ids, the one who writes first."""


@dataclass(frozen=True)
class Agent:
    user: int
    organization: int
    organization_name: str


@dataclass(frozen=True)
class Cast:
    groups: list[list[Carrier]]
    """One list per local person, in the order of their numbers: for whom that person writes."""
    agents: dict[int, list[Agent]]
    """Département → the agents of its State pair; absent where there is no pair."""


def local_people(projects: int) -> int:
    return -(-projects // PROJECTS_PER_PERSON)


def make_cast(places: Places, *, projects: int, seed: int) -> Cast:
    """Make the people who are not there yet; those of a smaller country are the first of a larger one."""
    agents = _state_agents(seed)
    groups = [_local_person(number, places, seed) for number in range(local_people(projects))]
    return Cast(groups, agents)


def _state_agents(seed: int) -> dict[int, list[Agent]]:
    found: dict[int, list[Agent]] = {}
    pairs = StatePair.objects.select_related("departement", "prefecture", "service").order_by("departement__code")
    for pair in pairs:
        halves = [half for half in (pair.service, pair.prefecture) if half is not None]
        for rank, half in enumerate(halves):
            random = dice(seed, "agent", pair.departement.code, rank)
            user = _person(f"agent{rank + 1}.{pair.departement.code.lower()}@etat{seed}.demo", random)
            _join(user, half, random.choice(words()["people"]["state_titles"]))
            found.setdefault(pair.departement_id, []).append(Agent(user.pk, half.pk, half.name))
    return found


def _local_person(number: int, places: Places, seed: int) -> list[Carrier]:
    random = dice(seed, "person", number)
    home = places.by_id[random.choice(places.communes)]
    organizations = [each for each in _organizations(home, places, random) if each.territory_id in places.by_id]
    user = _person(f"agent.local.{number}@collectivites{seed}.demo", random)
    titles = words()["people"]["titles"]
    for organization in organizations:
        _join(user, organization, random.choice(titles))
    people = {organization.pk: [user.pk] for organization in organizations}
    if number % _MAYOR_EVERY == 0 and organizations:
        mayor = _person(f"elu.local.{number}@collectivites{seed}.demo", random)
        _join(mayor, organizations[0], "Maire" if organizations[0].kind == OrganizationKind.COMMUNE else "Élu")
        people[organizations[0].pk].append(mayor.pk)
    return [
        Carrier(each.pk, each.kind, each.name, each.territory_id or 0, tuple(people[each.pk])) for each in organizations
    ]


def _organizations(home: Place, places: Places, random: Random) -> list[Organization]:
    draw = random.random()
    if draw < _WHOLE_REGION:
        return _ensured([random.choice(places.regions)])
    if draw < _DEPARTEMENT:
        return _ensured([home.departements[0]])
    if draw < _SYNDICAT:
        return [_syndicat(places.by_id[home.departements[0]], random)]
    if draw < _EPCI and home.epci:
        return _ensured([home.epci])
    shared = places.neighbours(home, random.randint(1, _MOST_SHARED), random) if random.random() < _SHARED else []
    return _ensured([home.pk, *shared])


def _ensured(territories: Iterable[int]) -> list[Organization]:
    found = []
    for territory in Territory.objects.filter(pk__in=list(territories)).order_by("code"):
        try:
            found.append(ensure_collectivite(territory))
        except NotACollectiviteError:
            continue
    return [each for each in found if each.kind in COLLECTIVITE_KINDS]


def _syndicat(departement: Place, random: Random) -> Organization:
    name = random.choice(words()["syndicats"]["names"]).format(de_departement=departement.of_name)
    organization, _ = Organization.objects.get_or_create(
        kind=OrganizationKind.SYNDICAT, name=name, territory_id=departement.pk, defaults={"demo": True}
    )
    return organization


def _person(email: str, random: Random) -> User:
    names = words()["people"]
    first = random.choice(names["women"] + names["men"])
    last = random.choice(names["family"])
    user, _ = User.objects.get_or_create(
        email=email,
        defaults={
            "first_name": first,
            "last_name": last,
            "password": make_password(None),
            "terms_version": settings.TERMS_VERSION,
            "terms_accepted_at": timezone.now(),
        },
    )
    return user


def _join(user: User, organization: Organization, title: str) -> None:
    Membership.objects.get_or_create(
        user=user, organization=organization, defaults={"title": title, "role": MembershipRole.MEMBER}
    )
