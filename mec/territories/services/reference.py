"""Bring the database to the edition of the referential that ships with the product."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection, models, transaction

from mec.core.db import insert_rows, locked
from mec.territories.enums import TerritoryKind
from mec.territories.index import index_entries
from mec.territories.models import (
    CodeAlias,
    Containment,
    PostalCode,
    ReferenceLoad,
    SearchName,
    SearchWord,
    Territory,
)
from mec.territories.names import Liaison
from mec.territories.reference import DATA_FILE, FRANCE, Key, Reference, read

LOADER_VERSION = "2"
"""Changes when the same file must give other rows: each database is then brought up to date at the next load."""
_BATCH = 2000
_PART = 20_000

Say = Callable[[str], None]


@dataclass
class LoadReport:
    """What a load changed; counts of rows."""

    edition: str
    created: int = 0
    updated: int = 0
    ended: int = 0
    linked: dict[str, int] = field(default_factory=dict)
    """Rows added or removed, by table of what hangs on territories."""

    @property
    def changed(self) -> bool:
        return any((self.created, self.updated, self.ended, *self.linked.values()))


def _silent(message: str) -> None:
    return


@transaction.atomic
def load_reference(*, path: Path = DATA_FILE, check: bool = False, say: Say = _silent) -> LoadReport:
    """Bring the database to the edition in the file, unless its digest shows that it is there already.

    `check` asks to compare every row all the same. `say` receives the progress, in French.
    """
    reference = read(path)
    last = locked(ReferenceLoad.objects.order_by("-pk")).first()
    if last is not None and last.digest == _digest(reference) and not check:
        return LoadReport(reference.edition)
    return apply_reference(reference, say=say)


@transaction.atomic
def apply_reference(reference: Reference, *, say: Say = _silent) -> LoadReport:
    """Create, update and end territories so that they are those of the referential; none is ever deleted."""
    report = LoadReport(reference.edition)
    say(f"Référentiel des territoires, édition {reference.edition}.")
    ids = _sync_territories(reference, report)
    say(f"{len(ids)} territoires.")
    for name, model, columns, rows in _links(reference, ids):
        report.linked[name] = _sync(model, columns, rows)
        say(f"{len(rows)} {name}.")
    report.linked["mots de recherche"] = _sync_search(reference, ids)
    if report.changed:
        _analyze()
    last = ReferenceLoad.objects.order_by("-pk").first()
    if last is None or last.digest != _digest(reference):
        ReferenceLoad.objects.create(digest=_digest(reference), edition=reference.edition)
    return report


def _digest(reference: Reference) -> str:
    return f"{LOADER_VERSION}-{reference.digest}"[:64]


def _wanted(reference: Reference) -> list[Territory]:
    population = reference.populations()
    groups = [
        Territory(
            kind=kind,
            code=line.code,
            name=line.name,
            liaison=int(line.liaison),
            siren=line.code if kind in (TerritoryKind.EPCI, TerritoryKind.EPT) else "",
            population=population.get((kind, line.code)),
        )
        for kind, lines in reference.groups.items()
        for line in lines
    ]
    communes = [
        Territory(
            kind=TerritoryKind.COMMUNE.value,
            code=line.code,
            name=line.name,
            liaison=int(line.liaison),
            siren=line.siren,
            population=int(line.population) if line.population else None,
        )
        for line in reference.communes
    ]
    country = Territory(
        kind=TerritoryKind.PAYS.value,
        code=FRANCE,
        name="France",
        liaison=Liaison.LA,
        siren="",
        population=population.get((TerritoryKind.PAYS.value, FRANCE)),
    )
    return [country, *groups, *communes]


_FIELDS = ("name", "liaison", "siren", "population", "valid_until")


def _sync_territories(reference: Reference, report: LoadReport) -> dict[Key, int]:
    """Return the ids of the territories of the file."""
    known: dict[Key, Territory] = {(row.kind, row.code): row for row in Territory.objects.all()}
    wanted = {(row.kind, row.code): row for row in _wanted(reference)}
    new = [row for key, row in wanted.items() if key not in known]
    changed = [known[key] for key, row in wanted.items() if key in known and _copy(row, onto=known[key])]
    gone = [row for key, row in known.items() if key not in wanted and _end(row, reference.effective)]
    Territory.objects.bulk_create(new, batch_size=_BATCH)
    Territory.objects.bulk_update(changed, _FIELDS, batch_size=100)
    Territory.objects.bulk_update(gone, ["valid_until"], batch_size=100)
    report.created, report.updated, report.ended = len(new), len(changed), len(gone)
    rows = Territory.objects.values_list("kind", "code", "pk")
    return {(kind, code): pk for kind, code, pk in rows if (kind, code) in wanted}


def _copy(source: Territory, *, onto: Territory) -> bool:
    differs = [name for name in _FIELDS if getattr(source, name) != getattr(onto, name)]
    for name in differs:
        setattr(onto, name, getattr(source, name))
    return bool(differs)


def _end(row: Territory, day: date) -> bool:
    if row.valid_until is not None:
        return False
    row.valid_until = day
    return True


Row = tuple[Any, ...]


def _links(
    reference: Reference, ids: dict[Key, int]
) -> Iterable[tuple[str, type[models.Model], Sequence[str], set[Row]]]:
    commune = TerritoryKind.COMMUNE.value
    yield (
        "inclusions",
        Containment,
        ("inner_id", "outer_id", "partial"),
        {(ids[inner], ids[outer], partial) for inner, outer, partial in reference.containments()} | _ended(),
    )
    yield (
        "codes postaux",
        PostalCode,
        ("code", "territory_id"),
        {(code, ids[commune, line.code]) for line in reference.communes for code in line.postal_codes.split()},
    )
    yield (
        "anciens codes",
        CodeAlias,
        ("code", "name", "nature", "territory_id"),
        {(line.code, line.name, line.nature, ids[commune, line.successor]) for line in reference.aliases},
    )


def _ended() -> set[Row]:
    """Return where the territories of earlier editions were: what points at them must keep its place."""
    return set(
        Containment.objects.filter(inner__valid_until__isnull=False).values_list("inner_id", "outer_id", "partial")
    )


def _sync_search(reference: Reference, ids: dict[Key, int]) -> int:
    columns = ("territory_id", "name", "former", "folded", "bare", "words", "postal", "departements", "epci")
    entries = {(ids[entry.key], *entry.row): entry.entries for entry in index_entries(reference)}
    changes = _sync(SearchName, columns, set(entries))
    names = {tuple(row): pk for pk, *row in SearchName.objects.values_list("pk", *columns)}
    words = {(word, names[row]) for row, words in entries.items() for word in words}
    return changes + _sync(SearchWord, ("word", "name_id"), words)


def _sync(model: type[models.Model], columns: Sequence[str], wanted: set[Row]) -> int:
    """Make the table's rows those wanted, touching only those that differ; return how many did."""
    manager = model._default_manager  # noqa: SLF001 -- Django's documented way to the default manager
    present = {tuple(row): pk for pk, *row in manager.values_list("pk", *columns)}
    stale = [pk for row, pk in present.items() if row not in wanted]
    for start in range(0, len(stale), _BATCH):
        manager.filter(pk__in=stale[start : start + _BATCH]).delete()
    missing = sorted(wanted - present.keys())
    _insert(model, columns, missing)
    return len(stale) + len(missing)


def _insert(model: type[models.Model], columns: Sequence[str], rows: list[Row]) -> None:
    """Insert plain rows a part at a time, with PostgreSQL's deferred checks of foreign keys.

    Each statement, the final COMMIT too, must end before its time-out.
    """
    for start in range(0, len(rows), _PART):
        insert_rows(model, columns, rows[start : start + _PART])
        if connection.vendor == "postgresql":
            connection.check_constraints()


def _analyze() -> None:
    """Tell PostgreSQL's planner what was loaded, rather than let it guess until its next round."""
    if connection.vendor == "postgresql":
        tables = ", ".join(
            connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001 -- public in practice
            for model in (Territory, Containment, SearchName, SearchWord)
        )
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {tables}")
