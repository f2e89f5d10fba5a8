"""Links that an offer makes for a place, ready to follow: for a project, or for the place that somebody chose."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from mec.offers.place_links import filled, kinds_asked
from mec.projects.models import Project
from mec.territories.models import Territory
from mec.territories.queries import containers_of


@dataclass(frozen=True)
class PlaceLink:
    url: str
    place: str
    """Whose page it is: "Privas"."""
    site: str


@dataclass(frozen=True)
class Around:
    """The territories whose codes a link may ask for, by kind."""

    held: Mapping[str, Territory] = field(default_factory=dict)

    def link(self, url: str) -> PlaceLink | None:
        """Return a link that is made for a place; nothing when a code that it asks for is unknown."""
        made = filled(url, {kind: territory.code for kind, territory in self.held.items()})
        if not made:
            return None
        return PlaceLink(made, self.held[kinds_asked(url)[0]].name, urlsplit(made).hostname or "")


def around_place(territory: Territory | None) -> Around:
    """Return what holds a place; one query when there is a place."""
    return Around(containers_of([territory]).get(territory.pk, {})) if territory else Around()


def around_project(project: Project) -> Around:
    """Return what holds the project's owner, completed by what holds all its places; one query, two for the places."""
    places = list(project.territories.all())
    owner = project.owner.territory
    known = containers_of([*places, *([owner] if owner else [])])
    shared = _shared(known.get(place.pk, {}) for place in places)
    return Around({**shared, **(known.get(owner.pk, {}) if owner else {})})


def _shared(holders: Iterable[Mapping[str, Territory]]) -> dict[str, Territory]:
    """Return what is the same for every place: of two communes, neither."""
    first, *others = [*holders] or [{}]
    return {kind: held for kind, held in first.items() if all(other.get(kind) == held for other in others)}
