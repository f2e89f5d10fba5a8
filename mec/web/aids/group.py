"""Who must come together to reach the population that an aid asks for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from mec.core.ui.french import inhabitants, listed
from mec.offers.models import Offer
from mec.organizations.names import plural
from mec.projects.models import Project
from mec.projects.queries import projects_alike_around
from mec.taxonomy.models import Topic
from mec.territories.models import Territory
from mec.territories.neighbours import Neighbour, neighbours_of
from mec.territories.queries import distinct_population
from mec.web.aids.facts import beneficiaries_of
from mec.web.aids.places import IN_GROUP, address, code_of

MOST_NEIGHBOURS = 10


@dataclass(frozen=True)
class Threshold:
    people: int
    kinds: str
    """Whom it is asked of, in words: "communes et intercommunalités"."""
    of_group: bool
    """The source says that the population of the group counts."""


@dataclass(frozen=True)
class Member:
    territory: Territory
    code: str
    remove_url: str
    """Empty for the owner of the project, who carries it anyway."""


@dataclass(frozen=True)
class Around:
    """A neighbour who could join, and what is known of it."""

    neighbour: Neighbour
    add_url: str
    projects: Sequence[Project]
    """On the same theme, of those that the person sees."""


@dataclass(frozen=True)
class Group:
    threshold: Threshold
    members: Sequence[Member]
    people: int | None
    """Distinct communes' population; None when it is not known."""
    around: Sequence[Around]

    @property
    def missing(self) -> int:
        """Return how many inhabitants are missing; 0 when it has enough, or when nobody knows."""
        return 0 if self.people is None else max(self.threshold.people - self.people, 0)

    @property
    def is_met(self) -> bool:
        return self.people is not None and self.missing == 0

    @property
    def verdict(self) -> str:
        if self.people is None:
            return "La population de ce groupement n’est pas connue : demandez au porteur de l’aide."
        wanted = inhabitants(self.threshold.people)
        if self.is_met:
            return f"Le seuil de {wanted} est atteint."
        return f"Il manque {inhabitants(self.missing)} sur {wanted}."

    @property
    def codes(self) -> list[str]:
        return [member.code for member in self.members]


def has_threshold(offer: Offer) -> bool:
    return any(row.population_min for row in offer.beneficiaries.all())


def threshold_of(offer: Offer, owner_kind: str) -> Threshold | None:
    """Return the population asked of a kind of owner, else the lowest that is asked; None when none is."""
    rows = [row for row in beneficiaries_of(offer) if row.population_min]
    if not rows:
        return None
    own = [row for row in rows if row.kind == owner_kind]
    chosen = min(own or rows, key=lambda row: (row.population_min or 0, not row.of_group))
    kinds = [plural(row.kind) for row in rows if row.population_min == chosen.population_min]
    return Threshold(chosen.population_min or 0, listed(kinds), chosen.of_group)


def group_at(
    data: QueryDict, threshold: Threshold, territories: Sequence[Territory], *, owner: Territory | None
) -> Group:
    """Return the group of these territories, `owner` among them, without the neighbours who could join."""
    members = [
        Member(territory, code_of(territory), "" if territory == owner else _without(data, territories, territory))
        for territory in territories
    ]
    return Group(threshold, members, distinct_population(territories) if territories else 0, ())


def around_of(group: Group, data: QueryDict, *, topics: Sequence[Topic], user: Any) -> list[Around]:
    """Return who could bring what is missing, the smallest that is enough first."""
    territories = [member.territory for member in group.members]
    if not territories or not group.missing:
        return []
    neighbours = neighbours_of(territories, missing=group.missing, most=MOST_NEIGHBOURS)
    places = [neighbour.territory for neighbour in neighbours]
    alike = projects_alike_around(user, places, topics) if user.is_authenticated else []
    return [
        Around(
            neighbour,
            address(named(data, territories), IN_GROUP, code_of(neighbour.territory)),
            [project for project in alike if project.owner.territory_id == neighbour.territory.pk],
        )
        for neighbour in neighbours
    ]


def _without(data: QueryDict, territories: Sequence[Territory], left: Territory) -> str:
    query = named(data, [territory for territory in territories if territory != left])
    return f"?{query.urlencode()}"


def named(data: QueryDict, territories: Sequence[Territory]) -> QueryDict:
    """Return the address of this group, what was typed left out; an empty value says that nobody is left in it."""
    query = data.copy()
    query.pop("lieu", None)
    query.setlist(IN_GROUP, [code_of(territory) for territory in territories] or [""])
    return query
