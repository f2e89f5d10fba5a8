"""The place that a search of aids is about, as the address says it: a territory chosen, or a name typed."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict

from mec.territories.enums import PLACE_KINDS, TerritoryKind
from mec.territories.models import Territory
from mec.territories.places import Place, places_of
from mec.territories.queries import TerritoryMatch, search_territories, territory_for_code

LONGEST_NAME = 100
MOST_CANDIDATES = 8


@dataclass(frozen=True)
class Where:
    territory: Territory | None = None
    typed: str = ""
    candidates: Sequence[TerritoryMatch] = ()
    """Which territories the name may mean, when it is not sure; none when no territory has that name."""

    @property
    def code(self) -> str:
        """How the address names the territory: "commune-07186"; empty without one."""
        return f"{self.territory.kind}-{self.territory.code}" if self.territory else ""

    @property
    def label(self) -> str:
        return str(self.territory) if self.territory else self.typed

    @property
    def is_unknown(self) -> bool:
        return bool(self.typed) and self.territory is None

    def places(self) -> tuple[Place, ...]:
        return places_of([self.territory]) if self.territory else ()


NOWHERE = Where()


def where_from(data: QueryDict) -> Where:
    """Read the place: at most three queries and those of a search of territories; none when nothing is said."""
    territory = territory_named(data.get("territoire", ""))
    typed = data.get("lieu", "").strip()[:LONGEST_NAME]
    if territory is not None and typed in ("", territory.name):
        return Where(territory)
    if not typed:
        return NOWHERE
    hits = search_territories(typed, kinds=PLACE_KINDS, limit=MOST_CANDIDATES)
    if len(hits) == 1:
        return Where(territory_named(code_of(hits[0])), typed)
    return Where(None, typed, hits)


def code_of(hit: TerritoryMatch) -> str:
    return f"{hit.kind}-{hit.code}"


def territory_named(written: str) -> Territory | None:
    """Return the territory of "commune-07186"; nothing for a code that leads nowhere."""
    kind, _, code = written.partition("-")
    return territory_for_code(code, TerritoryKind(kind)) if kind in PLACE_KINDS else None
