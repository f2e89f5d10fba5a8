"""The referential of territories as one compact file: gzip, tab-separated sections, "#" lines for where it comes from.

Read by the loader, written by `mec.territories.build`.
"""

import gzip
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from mec.territories.enums import TerritoryKind

DATA_FILE = Path(__file__).parent / "data" / "territories.tsv.gz"
FRANCE = "FR"

Key = tuple[str, str]
"""Kind and code of a territory."""


@dataclass(frozen=True)
class CommuneLine:
    code: str
    name: str
    liaison: str
    siren: str
    population: str
    departement: str
    arrondissement: str
    epci: str
    ept: str
    postal_codes: str
    """Apart by spaces; empty in the lands where nobody lives."""


@dataclass(frozen=True)
class GroupLine:
    """An EPCI, an EPT, an arrondissement, a département or a région."""

    code: str
    name: str
    liaison: str
    parent: str
    """Région of a département, département of an arrondissement, else empty."""


@dataclass(frozen=True)
class AliasLine:
    code: str
    successor: str
    nature: str
    name: str
    """Empty when only the code is known."""


@dataclass
class Reference:
    header: dict[str, str]
    """source, version, date, licence, millesime."""
    communes: list[CommuneLine] = field(default_factory=list)
    aliases: list[AliasLine] = field(default_factory=list)
    groups: dict[str, list[GroupLine]] = field(default_factory=dict)
    """By TerritoryKind value."""
    digest: str = ""
    """SHA-256 of the text."""

    @property
    def edition(self) -> str:
        return f"{self.header['millesime']} ({self.header['version']})"

    @property
    def effective(self) -> date:
        """The referential of a year is that of its first of January."""
        return date(int(self.header["millesime"]), 1, 1)

    def regions_of_departements(self) -> dict[str, str]:
        """Région code by département code; the overseas collectivités have none."""
        return {line.code: line.parent for line in self.groups[TerritoryKind.DEPARTEMENT]}

    def containments(self) -> Iterator[tuple[Key, Key, bool]]:
        """Yield (inner, outer, in part) for every pair, each territory in itself included."""
        regions = self.regions_of_departements()
        members: dict[Key, list[list[Key]]] = {}
        for commune in self.communes:
            key = (TerritoryKind.COMMUNE.value, commune.code)
            outers = [outer for outer in _keys(commune, regions[commune.departement]) if outer[1]]
            yield key, key, False
            for rank, outer in enumerate(outers):
                yield key, outer, False
                members.setdefault(outer, []).append(outers[rank:])
        for inner, chains in members.items():
            yield from _group_containments(inner, chains)

    def populations(self) -> dict[Key, int]:
        """Population of every territory that has inhabitants: the commune's, or the sum of the communes'."""
        regions = self.regions_of_departements()
        totals: dict[Key, int] = {}
        for commune in self.communes:
            if commune.population:
                own = (TerritoryKind.COMMUNE.value, commune.code)
                for key in (own, *_keys(commune, regions[commune.departement])):
                    totals[key] = totals.get(key, 0) + int(commune.population)
        return totals


def _keys(commune: CommuneLine, region: str) -> Iterable[Key]:
    return (
        (TerritoryKind.EPT.value, commune.ept),
        (TerritoryKind.EPCI.value, commune.epci),
        (TerritoryKind.ARRONDISSEMENT.value, commune.arrondissement),
        (TerritoryKind.DEPARTEMENT.value, commune.departement),
        (TerritoryKind.REGION.value, region),
        (TerritoryKind.PAYS.value, FRANCE),
    )


_CONTAINERS = {
    TerritoryKind.EPT: {TerritoryKind.EPCI, TerritoryKind.DEPARTEMENT, TerritoryKind.REGION, TerritoryKind.PAYS},
    TerritoryKind.EPCI: {TerritoryKind.DEPARTEMENT, TerritoryKind.REGION, TerritoryKind.PAYS},
    TerritoryKind.ARRONDISSEMENT: {TerritoryKind.DEPARTEMENT, TerritoryKind.REGION, TerritoryKind.PAYS},
    TerritoryKind.DEPARTEMENT: {TerritoryKind.REGION, TerritoryKind.PAYS},
    TerritoryKind.REGION: {TerritoryKind.PAYS},
    TerritoryKind.PAYS: set(),
}
"""What may contain each kind, were it in part: an arrondissement never contains an EPCI."""


def _group_containments(inner: Key, chains: list[list[Key]]) -> Iterator[tuple[Key, Key, bool]]:
    yield inner, inner, False
    containers = {kind.value for kind in _CONTAINERS[TerritoryKind(inner[0])]}
    counts: dict[Key, int] = {}
    for chain in chains:
        for outer in chain:
            if outer[0] in containers:
                counts[outer] = counts.get(outer, 0) + 1
    for outer, count in counts.items():
        yield inner, outer, count < len(chains)


def read(path: Path = DATA_FILE) -> Reference:
    """Read the file; raises OSError when it is absent or damaged, ValueError when it is not ours."""
    raw = gzip.decompress(path.read_bytes())
    reference = Reference(header={}, digest=hashlib.sha256(raw).hexdigest())
    section = ""
    for line in raw.decode().splitlines():
        if line.startswith("# "):
            name, _, value = line[2:].partition(": ")
            reference.header[name] = value
        elif line.startswith("["):
            section = line[1:-1]
        else:
            _add(reference, section, line.split("\t"))
    return reference


def _add(reference: Reference, section: str, cells: list[str]) -> None:
    if section == TerritoryKind.COMMUNE:
        reference.communes.append(CommuneLine(*cells))
    elif section == "alias":
        reference.aliases.append(AliasLine(*cells))
    else:
        reference.groups.setdefault(TerritoryKind(section).value, []).append(GroupLine(*cells))


def write(reference: Reference, path: Path) -> None:
    """Write the file; the same referential always gives the same bytes."""
    lines = [f"# {name}: {value}" for name, value in reference.header.items()]
    lines.append(f"[{TerritoryKind.COMMUNE.value}]")
    lines += ["\t".join(vars(line).values()) for line in sorted(reference.communes, key=lambda line: line.code)]
    for kind, groups in sorted(reference.groups.items()):
        lines.append(f"[{kind}]")
        lines += ["\t".join(vars(group).values()) for group in sorted(groups, key=lambda line: line.code)]
    lines.append("[alias]")
    lines += ["\t".join(vars(alias).values()) for alias in sorted(reference.aliases, key=lambda line: line.code)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress("\n".join(lines).encode(), compresslevel=9, mtime=0))
