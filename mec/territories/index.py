"""What each territory is found by: its names, codes and the département that people add to tell it from another."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from mec.territories.enums import AliasNature, TerritoryKind
from mec.territories.names import of_name, spelled_out, without_article
from mec.territories.reference import FRANCE, AliasLine, CommuneLine, GroupLine, Key, Reference
from mec.territories.words import abbreviated, acronym, fold, glued

COMMON = 60
"""A beginning shared by more names than this has its short list."""
COMMON_MARK = "*"
"""Ends a common beginning among the words; no folded word has it."""
SHORT_LIST = 60
"""Names of each kind on the list of a common beginning: twice what the longest list of proposals reads."""


@dataclass
class NameEntry:
    """A line of SearchName, and the words that lead to it."""

    key: Key
    name: str
    folded: str
    bare: str
    words: str
    former: bool = False
    postal: str = " "
    departements: str = ""
    epci: str = ""
    population: int = 0
    entries: set[str] = field(default_factory=set)

    @property
    def row(self) -> tuple[str, bool, str, str, str, str, str, str]:
        """The columns of SearchName after its territory."""
        return (
            self.name,
            self.former,
            self.folded,
            self.bare,
            self.words,
            self.postal,
            self.departements,
            self.epci,
        )


def index_entries(reference: Reference) -> list[NameEntry]:
    """Return every name once; a former name equal to the commune's own is left out."""
    entries = [*_communes(reference), *_groups(reference)]
    population = reference.populations()
    for entry in entries:
        entry.population = population.get(entry.key, 0)
    _add_short_lists(entries)
    return entries


def _communes(reference: Reference) -> Iterator[NameEntry]:
    departements = {line.code: line for line in reference.groups[TerritoryKind.DEPARTEMENT]}
    epcis = {line.code: line.name for line in reference.groups[TerritoryKind.EPCI]}
    aliases: dict[str, list[AliasLine]] = {}
    for alias in reference.aliases:
        aliases.setdefault(alias.successor, []).append(alias)
    for commune in reference.communes:
        departement = departements[commune.departement]
        for entry in _commune_entries(commune, aliases.get(commune.code, []), departement):
            entry.epci = epcis.get(commune.epci, "")
            yield entry


def _commune_entries(commune: CommuneLine, aliases: list[AliasLine], departement: GroupLine) -> Iterator[NameEntry]:
    folded = fold(commune.name)
    around = f"{fold(departement.name)} {departement.code.lower()}"
    postal = _padded(commune.postal_codes)
    key = (TerritoryKind.COMMUNE.value, commune.code)
    quarters = [alias for alias in aliases if alias.nature == AliasNature.ARRONDISSEMENT]
    codes = [commune.code, *commune.postal_codes.split()]
    codes += [alias.code for alias in aliases if alias in quarters or not alias.name]
    own = _terms(" ".join((folded, *(fold(quarter.name) for quarter in quarters))), codes)
    bare = fold(without_article(commune.name, int(commune.liaison)))
    yield NameEntry(
        key,
        commune.name,
        folded,
        bare,
        _padded(*own, around),
        postal=postal,
        departements=departement.name,
        entries=set(own),
    )
    seen = {folded}
    for alias in aliases:
        former = fold(alias.name)
        if alias in quarters or not former or former in seen:
            continue
        seen.add(former)
        terms = _terms(former, [alias.code])
        words = _padded(*terms, folded, around)
        yield NameEntry(
            key,
            alias.name,
            former,
            former,
            words,
            former=True,
            postal=postal,
            departements=departement.name,
            entries=set(terms),
        )


def _groups(reference: Reference) -> Iterator[NameEntry]:
    departements = _departements_of_groups(reference)
    for kind, lines in reference.groups.items():
        for line in lines:
            entry = _group_entry(kind, line)
            entry.departements = ", ".join(departements.get(entry.key, []))
            yield entry
    country = (TerritoryKind.PAYS.value, FRANCE)
    yield NameEntry(country, "France", "france", "france", " france ", entries={"france"})


def _group_entry(kind: str, line: GroupLine) -> NameEntry:
    liaison = int(line.liaison)
    if kind == TerritoryKind.ARRONDISSEMENT:
        shown = f"Arrondissement {of_name(line.name, liaison)}"
        bare = fold(shown)
    else:
        shown = line.name
        bare = fold(without_article(line.name, liaison))
    folded = fold(shown)
    codes = [line.code, acronym(folded)] if kind == TerritoryKind.EPCI else [line.code]
    terms = _terms(folded, codes)
    words = _padded(*terms, fold(spelled_out(line.name, kind)))
    return NameEntry((kind, line.code), shown, folded, bare, words, entries=set(terms))


def _departements_of_groups(reference: Reference) -> dict[Key, list[str]]:
    """Names of the départements in which each EPCI, EPT and arrondissement lies, by code."""
    names = {line.code: line.name for line in reference.groups[TerritoryKind.DEPARTEMENT]}
    codes: dict[Key, set[str]] = {}
    for inner, (kind, code), _partial in reference.containments():
        if kind == TerritoryKind.DEPARTEMENT and inner[0] not in (kind, TerritoryKind.COMMUNE):
            codes.setdefault(inner, set()).add(code)
    return {key: [names[code] for code in sorted(found)] for key, found in codes.items()}


def _terms(folded: str, codes: list[str]) -> list[str]:
    """Return the words of a name, in order: its sequence in `SearchName.words` is what a phrase is looked for in."""
    short = abbreviated(folded).split()
    return [*folded.split(), *glued(folded), *(code.lower() for code in codes if code), *short]


def _padded(*parts: str) -> str:
    words = " ".join(part for part in parts if part)
    return f" {words} " if words else " "


def _add_short_lists(entries: list[NameEntry]) -> None:
    """Give each common beginning, from two letters, the names that a search can propose for it."""
    phrases = [(entry, phrase) for entry in entries for phrase in _phrases(entry)]
    size = 2
    while phrases:
        by_beginning: dict[str, list[tuple[NameEntry, str]]] = {}
        for entry, phrase in phrases:
            by_beginning.setdefault(phrase[:size], []).append((entry, phrase))
        phrases = []
        for beginning, members in by_beginning.items():
            if len(members) > COMMON:
                _add_short_list(beginning, {id(entry): entry for entry, _ in members}.values())
                phrases += [(entry, phrase) for entry, phrase in members if len(phrase) > size]
        size += 1


def _phrases(entry: NameEntry) -> list[str]:
    """Return the name read from each of its words."""
    words = entry.words.split()
    return [" ".join(words[rank:]) for rank, word in enumerate(words) if word in entry.entries]


def _add_short_list(beginning: str, members: Iterable[NameEntry]) -> None:
    if beginning.endswith(" "):
        return
    by_kind: dict[str, list[NameEntry]] = {}
    for entry in sorted(members, key=lambda entry: _closeness(entry, beginning)):
        by_kind.setdefault(entry.key[0], []).append(entry)
    for best in by_kind.values():
        for entry in best[:SHORT_LIST]:
            entry.entries.add(beginning + COMMON_MARK)


def _closeness(entry: NameEntry, text: str) -> tuple[int, bool, int, str]:
    """Order as the search does: exact, beginning, within; then today's names, then the largest."""
    if text in (entry.folded, entry.bare) or f" {text} " in entry.postal:
        rank = 0
    elif entry.folded.startswith(text) or entry.bare.startswith(text) or entry.key[1].lower() == text:
        rank = 1
    else:
        rank = 2
    return rank, entry.former, -entry.population, entry.key[1]
