"""The people of the matrix, and the two collectivités around which they stand.

`own` objects belong to the commune of Privas (Ardèche), `other` ones to that of Bettant (Ain).
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.conf import settings

from mec.accounts.models import User
from mec.organizations.enums import MembershipRole, OrganizationKind
from mec.organizations.models import Membership, Organization, StatePair
from mec.territories.enums import TerritoryKind
from mec.territories.models import Containment, Territory

ANONYMOUS = "anonymous"
NEWCOMER = "newcomer"
"""Signed in, has not accepted the terms."""


@dataclass
class World:
    territories: dict[str, Territory]
    """By our short names: privas, vals, bettant, capca, ardeche, ain, ara, france."""
    organizations: dict[str, Organization]
    """By our short names: privas, vals, bettant, capca, ddt, prefecture, foreign_ddt, regional, anct, cerema."""
    people: dict[str, User]
    """By persona; the anonymous visitor is not in it."""
    sessions: dict[str, str] = field(default_factory=dict)
    """Persona → the session opened for it."""
    absent_answers: dict[tuple[str, str, str], tuple[int, bytes]] = field(default_factory=dict)
    """Route, method and persona → what an object that does not exist answers."""


@dataclass(frozen=True)
class Persona:
    name: str
    organization: str
    """Short name in World.organizations; empty for somebody who belongs to none."""
    role: MembershipRole = MembershipRole.MEMBER
    staff: bool = False


PERSONAS = (
    Persona("fresh", ""),
    Persona("owner", "privas"),
    Persona("owner_admin", "privas", role=MembershipRole.ADMIN),
    Persona("epci_agent", "capca"),
    Persona("neighbour", "vals"),
    Persona("foreign_owner", "bettant"),
    Persona("invited", "cerema"),
    Persona("expert", "cerema"),
    Persona("ddt", "ddt"),
    Persona("prefecture", "prefecture"),
    Persona("foreign_ddt", "foreign_ddt"),
    Persona("regional", "regional"),
    Persona("anct", "anct"),
    Persona("staff", "", staff=True),
)
NAMES = (ANONYMOUS, NEWCOMER, *(persona.name for persona in PERSONAS))

TERRITORIES = {
    "france": (TerritoryKind.PAYS, "FR", "France", ()),
    "ara": (TerritoryKind.REGION, "84", "Auvergne-Rhône-Alpes", ("france",)),
    "ardeche": (TerritoryKind.DEPARTEMENT, "07", "Ardèche", ("ara", "france")),
    "ain": (TerritoryKind.DEPARTEMENT, "01", "Ain", ("ara", "france")),
    "capca": (TerritoryKind.EPCI, "200071413", "CA Privas Centre Ardèche", ("ardeche", "ara", "france")),
    "privas": (TerritoryKind.COMMUNE, "07186", "Privas", ("capca", "ardeche", "ara", "france")),
    "vals": (TerritoryKind.COMMUNE, "07331", "Vals-les-Bains", ("ardeche", "ara", "france")),
    "bettant": (TerritoryKind.COMMUNE, "01041", "Bettant", ("ain", "ara", "france")),
}
ORGANIZATIONS = {
    "privas": (OrganizationKind.COMMUNE, "privas"),
    "vals": (OrganizationKind.COMMUNE, "vals"),
    "bettant": (OrganizationKind.COMMUNE, "bettant"),
    "capca": (OrganizationKind.EPCI, "capca"),
    "ddt": (OrganizationKind.SERVICE_DEPARTEMENTAL, "ardeche"),
    "prefecture": (OrganizationKind.PREFECTURE, "ardeche"),
    "foreign_ddt": (OrganizationKind.SERVICE_DEPARTEMENTAL, "ain"),
    "regional": (OrganizationKind.SERVICE_REGIONAL, "ara"),
    "anct": (OrganizationKind.ANCT, "france"),
    "cerema": (OrganizationKind.OPERATEUR, ""),
}
WITH_PERIMETER = ("ddt", "prefecture", "foreign_ddt", "regional", "anct")


def build_world() -> World:
    """Make the territories, the organisations and the people; the objects are made by tests/matrix/objects.py."""
    territories = _territories()
    organizations = {
        name: Organization.objects.create(kind=kind, name=name.capitalize(), territory=territories.get(territory))
        for name, (kind, territory) in ORGANIZATIONS.items()
    }
    for name in WITH_PERIMETER:
        organizations[name].perimeter.add(organizations[name].territory)
    StatePair.objects.create(
        departement=territories["ardeche"],
        prefecture=organizations["prefecture"],
        service=organizations["ddt"],
    )
    StatePair.objects.create(departement=territories["ain"], service=organizations["foreign_ddt"])
    people = {NEWCOMER: User.objects.create_user("newcomer@matrice.fr")}
    for persona in PERSONAS:
        people[persona.name] = _person(persona, organizations)
    return World(territories, organizations, people)


def _territories() -> dict[str, Territory]:
    made: dict[str, Territory] = {}
    for name, (kind, code, label, parents) in TERRITORIES.items():
        made[name] = Territory.objects.create(kind=kind, code=code, name=label)
        for outer in (name, *parents):
            Containment.objects.create(inner=made[name], outer=made[outer])
    return made


def _person(persona: Persona, organizations: dict[str, Organization]) -> User:
    user = User.objects.create_user(
        f"{persona.name}@matrice.fr",
        first_name=persona.name.capitalize(),
        last_name="Matrice",
        is_staff=persona.staff,
        terms_version=settings.TERMS_VERSION,
    )
    if persona.organization:
        organization = organizations[persona.organization]
        Membership.objects.create(user=user, organization=organization, role=persona.role)
    return user


ObjectBuilder = Callable[[World], dict[str, dict[str, object]]]
