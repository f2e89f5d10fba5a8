"""Many rows at once, as fast as each engine takes them."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection, models

_CONVERTED = (models.DateField, models.DecimalField, models.JSONField, models.UUIDField)


def insert_rows(model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert plain values in named columns, in the caller's transaction: no default, no conversion, no return.

    PostgreSQL receives them by COPY, several times faster than by INSERT.
    """
    table = connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001 -- Django's documented model API
    names = ", ".join(connection.ops.quote_name(column) for column in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with connection.wrap_database_errors, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", rows)  # noqa: S608 -- quoted names


def insert_values(model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """As `insert_rows`, with values as Python has them and the model's defaults in the columns that are not named.

    A default is drawn once for all the rows; instants that the model would have written itself have to be given.
    """
    if not rows:
        return
    fields = {str(field.column): field for field in model._meta.concrete_fields}  # noqa: SLF001 -- Django's documented model API
    rest = {column: field for column, field in fields.items() if column not in columns and not field.primary_key}
    constants = [field.get_db_prep_save(field.get_default(), connection) for field in rest.values()]
    converted = [(place, _converter(fields[column])) for place, column in enumerate(columns)]
    converters = [(place, convert) for place, convert in converted if convert]

    def prepared(row: Sequence[Any]) -> list[Any]:
        values = [*row, *constants]
        for place, convert in converters:
            values[place] = convert(values[place])
        return values

    insert_rows(model, [*columns, *rest], [prepared(row) for row in rows])


def _converter(field: models.Field[Any, Any]) -> Callable[[Any], Any] | None:
    if not isinstance(field, _CONVERTED):
        return None
    return lambda value: field.get_db_prep_save(value, connection)


def reserve_ids(model: type[models.Model], count: int) -> list[int]:
    """Return ids that no other row will have, ascending: for rows that others must point at before they are written.

    In the caller's transaction, which on SQLite is the only one that writes.
    """
    table = model._meta.db_table  # noqa: SLF001 -- Django's documented model API
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sequence = "nextval(pg_get_serial_sequence(%s, 'id'))"
            cursor.execute(f"SELECT {sequence} FROM generate_series(1, %s)", [table, count])  # noqa: S608 -- no value in it
            return sorted(row[0] for row in cursor.fetchall())
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        [last] = cursor.fetchone() or [0]
        return list(range(last + 1, last + 1 + count))


def refresh_statistics() -> None:
    """Have the planner count the tables again, which it does by itself only some time after they have grown.

    On PostgreSQL, have it note too which pages are settled: until then an index alone answers nothing.
    """
    settles = connection.vendor == "postgresql" and not connection.in_atomic_block
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)" if settles else "ANALYZE")
