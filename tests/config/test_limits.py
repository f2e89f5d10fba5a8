"""What each kind of process asks of PostgreSQL; SQLite knows no such limit."""

import pytest
from django.core.management import call_command
from django.db import connection

ON_SQLITE = None


def limits_of_a_command() -> list[str] | None:
    return _limits()


def limits_of_the_site() -> list[str] | None:
    import mec.config.wsgi  # noqa: F401 -- app ready

    return _limits()


def limits_of_a_worker() -> list[str] | None:
    call_command("worker", "--until-idle")
    return _limits()


def _limits() -> list[str] | None:
    """Return how long PostgreSQL lets a statement run and wait for a lock, in its words."""
    if connection.vendor != "postgresql":
        return ON_SQLITE
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('statement_timeout'), current_setting('lock_timeout')")
        return list(cursor.fetchone())


@pytest.mark.parametrize(
    ("process", "expected"),
    [
        (limits_of_a_command, ["0", "5s"]),
        (limits_of_the_site, ["10s", "5s"]),
        (limits_of_a_worker, ["2min", "5s"]),
    ],
)
def test_each_kind_of_process_has_its_limit(product, process, expected):
    on_postgresql = product.environment["DATABASE_URL"].startswith("postgres")

    assert product.call(process) == (expected if on_postgresql else ON_SQLITE)
