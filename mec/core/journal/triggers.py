"""The database itself refuses to change or delete an entry, on both engines."""

from django.db.backends.base.base import BaseDatabaseWrapper

_TABLE = "journal_entry"

_SQLITE_INSTALL = [
    f"CREATE TRIGGER {_TABLE}_no_{verb.lower()} BEFORE {verb} ON {_TABLE} "
    f"BEGIN SELECT RAISE(ABORT, 'journal entries are append-only'); END"
    for verb in ("UPDATE", "DELETE")
]
_SQLITE_REMOVE = [f"DROP TRIGGER IF EXISTS {_TABLE}_no_{verb}" for verb in ("update", "delete")]

_POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION {_TABLE}_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'journal entries are append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
_POSTGRESQL_TRIGGER = f"""
CREATE TRIGGER {_TABLE}_append_only BEFORE UPDATE OR DELETE ON {_TABLE}
FOR EACH ROW EXECUTE FUNCTION {_TABLE}_append_only()
"""
_POSTGRESQL_INSTALL = [_POSTGRESQL_FUNCTION, _POSTGRESQL_TRIGGER]
_POSTGRESQL_REMOVE = [f"DROP TRIGGER IF EXISTS {_TABLE}_append_only ON {_TABLE}"]


def install(connection: BaseDatabaseWrapper) -> None:
    _run(connection, _SQLITE_INSTALL if connection.vendor == "sqlite" else _POSTGRESQL_INSTALL)


def remove(connection: BaseDatabaseWrapper) -> None:
    _run(connection, _SQLITE_REMOVE if connection.vendor == "sqlite" else _POSTGRESQL_REMOVE)


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
