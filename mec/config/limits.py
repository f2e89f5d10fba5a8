"""How long PostgreSQL lets one statement run, by kind of process.

Short where a person waits for the page, longer for jobs; commands such as `migrate`, which somebody started and
watches, have no limit. SQLite knows none.
"""

from datetime import timedelta

from django.db import connection

PAGES = timedelta(seconds=10)
JOBS = timedelta(minutes=2)


def limit_statements(longest: timedelta) -> None:
    """Have the server interrupt longer statements, on every connection that this process opens from now on."""
    if connection.vendor != "postgresql":
        return
    connection.close()
    options = connection.settings_dict["OPTIONS"]
    options["options"] = f"{options['options']} -c statement_timeout={longest // timedelta(milliseconds=1)}"
