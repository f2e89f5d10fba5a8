"""Places as the addresses of these pages name them: "commune-07186", or what somebody typed."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.http import QueryDict

from mec.core.text import fold
from mec.territories.enums import PLACE_KINDS, TerritoryKind
from mec.territories.models import Territory
from mec.territories.places import Place, places_of
from mec.territories.queries import TerritoryMatch, search_territories, territories_by_code, territory_for_code

LONGEST_NAME = 100
MOST_CANDIDATES = 8
IN_GROUP = "t"
"""The name under which an address gives each collectivité of a group."""


@dataclass(frozen=True)
class Found:
    """Where somebody says that something is."""

    territory: Territory | None
    typed: str
    candidates: Sequence[TerritoryMatch]
    """When what was typed tells several places."""

    @property
    def is_unknown(self) -> bool:
        return bool(self.typed) and self.territory is None and not self.candidates

    @property
    def code(self) -> str:
        """How the address names the territory: "commune-07186"; empty without one."""
        return code_of(self.territory) if self.territory else ""

    @property
    def label(self) -> str:
        return str(self.territory) if self.territory else self.typed

    def places(self) -> tuple[Place, ...]:
        return places_of([self.territory]) if self.territory else ()


NOWHERE = Found(None, "", ())


@dataclass(frozen=True)
class Candidate:
    """A place to choose, at an address."""

    label: str
    detail: str
    url: str


def code_of(territory: Territory) -> str:
    return f"{territory.kind}-{territory.code}"


def territory_of(written: str) -> Territory | None:
    """Return the place that an address names, nothing when it names none."""
    kind, _, code = written.partition("-")
    return territory_for_code(code, TerritoryKind(kind)) if kind in PLACE_KINDS else None


def territories_of(written: Iterable[str], kinds: Collection[str]) -> list[Territory]:
    """Return the places of today that an address names, in its order, each once; in one query."""
    pairs = [(kind, code) for kind, _, code in (each.partition("-") for each in written) if kind in kinds]
    known = territories_by_code(dict.fromkeys(pairs).keys())
    return [known[pair] for pair in dict.fromkeys(pairs) if pair in known]


def find_place(data: QueryDict, *, kinds: Collection[str] = PLACE_KINDS, commune_first: bool = False) -> Found:
    """Read `territoire`, a place that was chosen, and `lieu`, what was typed, which wins when it is something else.

    With `commune_first`, the only commune of that very name is meant: its name also begins that of its EPCI.
    """
    typed = data.get("lieu", "").strip()[:LONGEST_NAME]
    territory = territory_of(data.get("territoire", ""))
    if territory and ("lieu" not in data or typed == str(territory)):
        return Found(territory, typed, ())
    hits = search_territories(typed, kinds=kinds, limit=MOST_CANDIDATES) if typed else []
    sure = _communes_called(typed, hits) if commune_first and len(hits) > 1 else hits
    if len(sure) == 1:
        return Found(territory_of(f"{sure[0].kind}-{sure[0].code}"), typed, ())
    return Found(None, typed, hits)


def _communes_called(typed: str, hits: Sequence[TerritoryMatch]) -> list[TerritoryMatch]:
    return [hit for hit in hits if hit.kind == TerritoryKind.COMMUNE and fold(hit.name) == fold(typed)]


def candidates_at(found: Found, data: QueryDict, *, name: str) -> list[Candidate]:
    """Return the places to choose among, each at the address of this page with all that it says already.

    `name`: of the value that names them, added to those of a group ("t"), else in place of the one that was there.
    """
    return [Candidate(hit.label, hit.detail, address(data, name, f"{hit.kind}-{hit.code}")) for hit in found.candidates]


def address(data: QueryDict, name: str, value: str) -> str:
    """Return the query of this page with that value, what was typed left out."""
    query = data.copy()
    query.pop("lieu", None)
    query.setlist(name, [*(query.getlist(name) if name == IN_GROUP else ()), value])
    return f"?{query.urlencode()}"
