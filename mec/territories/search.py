"""Find a territory as people type it: any accent, any hyphen, any beginning of any word, a postal or INSEE code.

The query is written in SQL: it is the same on both engines but for how an index finds the beginning of a word, and
asking the ORM to write it anew at each keystroke cost more than running it. Its CROSS JOIN has SQLite start from the
few names found rather than from every territory of the kind.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection

from mec.territories.enums import COLLECTIVITE_CODES, TerritoryKind
from mec.territories.index import COMMON_MARK, SHORT_LIST
from mec.territories.names import spelled_out
from mec.territories.words import FREQUENT, typed_words

_MAX_WORDS = 8
_MAX_SHOWN_CODES = 5
"""A commune of more postal codes is not told by one of them."""
_CODE_LENGTH = 5
_READ_AHEAD = 3
"""Rows read for each territory asked for: one territory may be found by several of its names."""
DEFAULT_KINDS = (
    TerritoryKind.COMMUNE,
    TerritoryKind.EPCI,
    TerritoryKind.EPT,
    TerritoryKind.DEPARTEMENT,
    TerritoryKind.REGION,
    TerritoryKind.PAYS,
)
"""Every kind but the arrondissements, which bear the name of a commune and are nobody's project."""

_SQL = """
SELECT territory_id, kind, code, name, population, found_name, former, postal, departements, epci
FROM (
    SELECT n.id, n.territory_id, t.kind, t.code, t.name, t.population, n.name AS found_name, n.former, n.postal,
        n.departements, n.epci,
        CASE
            WHEN n.folded = %s OR n.bare = %s OR {postal} THEN 0
            WHEN n.folded LIKE %s OR n.bare LIKE %s OR t.code = %s THEN 1
            WHEN n.words LIKE %s THEN 2
            ELSE 3
        END AS rank
    FROM territories_searchname n
    CROSS JOIN territories_territory t
    WHERE t.id = n.territory_id
        AND n.id IN (SELECT w.name_id FROM territories_searchword w WHERE {start})
        AND t.valid_until IS NULL
        AND t.kind IN ({kinds})
        AND {words}
) found
ORDER BY rank, former, COALESCE(population, 0) DESC, kind = 'region', kind = 'departement', kind, id
LIMIT %s
"""


@dataclass(frozen=True)
class TerritoryMatch:
    """A territory proposed to someone who is typing."""

    id: int
    kind: str
    code: str
    name: str
    label: str
    """Told from its namesakes: "Saint-Étienne (Loire, 42000)", "Arboys en Bugey (Ain, 01300), ex-Arbignieu"."""
    detail: str
    """The commune's intercommunalité, else what kind of territory it is."""
    former_name: str
    """The former commune that was found, empty when the territory was found by its own name."""
    population: int | None


@dataclass(frozen=True)
class _Row:
    territory_id: int
    kind: str
    code: str
    name: str
    population: int | None
    found_name: str
    former: bool
    postal: str
    departements: str
    epci: str


def search_territories(text: str, kinds: Collection[str] | None = None, limit: int = 10) -> list[TerritoryMatch]:
    """Return at most `limit` territories of today for what was typed, best first, in at most two queries.

    Every typed word must begin a word of the name, of its département, or a code. An exact name comes before a
    beginning, the larger before the smaller. Any text is accepted; one that holds no letter nor digit finds nothing.
    """
    words = typed_words(text)[:_MAX_WORDS]
    kinds = DEFAULT_KINDS if kinds is None else kinds
    if not words or not kinds or limit < 1:
        return []
    found: dict[int, _Row] = {}
    if limit * _READ_AHEAD <= SHORT_LIST:
        found = _run(words, kinds, limit, ("w.word = %s", [" ".join(words) + COMMON_MARK]))
    if not found:
        found = _run(words, kinds, limit, _start(words))
    return [_match(row, words) for row in list(found.values())[:limit]]


Condition = tuple[str, list[Any]]
"""A piece of SQL and its parameters."""


def _run(words: list[str], kinds: Collection[str], limit: int, start: Condition) -> dict[int, _Row]:
    """Return the best row of each territory, best first."""
    phrase = " ".join(words)
    codes = [word for word in words if word.isdigit() and len(word) == _CODE_LENGTH]
    sql = _SQL.format(
        postal=_any(["n.postal LIKE %s"] * len(codes)),
        start=start[0],
        kinds=", ".join(["%s"] * len(kinds)),
        words=" AND ".join(["n.words LIKE %s"] * len(words)),
    )
    params = [
        *[phrase, phrase],
        *(f"% {code} %" for code in codes),
        *[f"{phrase}%", f"{phrase}%", phrase.upper(), f"% {phrase}%"],
        *start[1],
        *kinds,
        *(f"% {word}%" for word in words),
        limit * _READ_AHEAD,
    ]
    found: dict[int, _Row] = {}
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        for row in cursor.fetchall():
            found.setdefault(row[0], _Row(*row))
    return found


def _start(words: list[str]) -> Condition:
    """Return the condition on the words from which the names are looked up: those that tell most."""
    telling = [word for word in words if len(word) > 1 and word not in FREQUENT]
    codes = [word for word in telling if word.isdigit() and len(word) == _CODE_LENGTH]
    unfinished = [words[-1]] if len(words[-1]) > 1 else [max(words, key=len)]
    chosen = codes or [word for word in telling if not word[0].isdigit()] or telling or unfinished
    conditions = [_begins(word) for word in chosen]
    return _any(sql for sql, _ in conditions), [value for _, values in conditions for value in values]


def _begins(word: str) -> Condition:
    if len(word) == 1:
        return "w.word = %s", [word]
    if connection.vendor == "sqlite":
        return "(w.word >= %s AND w.word < %s)", [word, word[:-1] + chr(ord(word[-1]) + 1)]
    return "w.word LIKE %s", [f"{word}%"]


def _any(conditions: Iterable[str]) -> str:
    joined = " OR ".join(conditions)
    return f"({joined})" if joined else "1 = 0"


def _match(row: _Row, words: list[str]) -> TerritoryMatch:
    kind = TerritoryKind(row.kind)
    name = spelled_out(row.name, kind)
    label = name if kind is TerritoryKind.PAYS else f"{name} ({', '.join(_told_by(row, words))})"
    return TerritoryMatch(
        id=row.territory_id,
        kind=row.kind,
        code=row.code,
        name=row.name,
        label=f"{label}, ex-{row.found_name}" if row.former else label,
        detail=spelled_out(row.epci, TerritoryKind.EPCI) or kind.label,
        former_name=row.found_name if row.former else "",
        population=row.population,
    )


def _told_by(row: _Row, words: list[str]) -> list[str]:
    """Return what tells the territory from its namesakes."""
    kind = TerritoryKind(row.kind)
    if kind is TerritoryKind.DEPARTEMENT and row.code in COLLECTIVITE_CODES:
        return ["outre-mer"]
    if kind in (TerritoryKind.DEPARTEMENT, TerritoryKind.REGION):
        return [kind.label.lower()]
    if kind is not TerritoryKind.COMMUNE:
        return [row.departements]
    codes = row.postal.split()
    typed = [code for code in codes if code in words]
    shown = typed or (codes if len(codes) <= _MAX_SHOWN_CODES else [])
    if row.departements == row.name:
        return shown[:1] or [row.code[:2]]
    return [row.departements, *shown[:1]]
