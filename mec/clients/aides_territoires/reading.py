"""Many aids read at once, and what was learnt on the way."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from mec.clients.aides_territoires.shapes import Aid, MalformedAid, parse_aid, unknown_keys


@dataclass(frozen=True)
class Reading:
    """Complete: nothing that the source holds is missing from `aids` and `malformed` together."""

    aids: tuple[Aid, ...]
    """One for each id, in the order of the source."""
    malformed: tuple[MalformedAid, ...]
    """Those without an id or a name."""
    unknown_keys: frozenset[str]
    """Names of fields that the contract does not have."""

    @property
    def seen(self) -> frozenset[int]:
        """The ids that the source holds, those of malformed aids included: what is not here was taken away."""
        broken = (item.id for item in self.malformed if item.id is not None)
        return frozenset((*(aid.id for aid in self.aids), *broken))


def read_items(items: Iterable[Any]) -> Reading:
    """Read aids in JSON; of two with one id, the last wins."""
    aids: dict[int, Aid] = {}
    broken: dict[int, MalformedAid] = {}
    nameless: list[MalformedAid] = []
    unknown: set[str] = set()
    for item in items:
        if isinstance(item, dict):
            unknown |= unknown_keys(item)
        try:
            aid = parse_aid(item)
        except MalformedAid as error:
            if error.id is None:
                nameless.append(error)
            else:
                aids.pop(error.id, None)
                broken[error.id] = error
        else:
            broken.pop(aid.id, None)
            aids[aid.id] = aid
    return Reading(tuple(aids.values()), (*broken.values(), *nameless), frozenset(unknown))
