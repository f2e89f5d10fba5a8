"""Row locks on engines that have them; SQLite already admits one writer at a time."""

from typing import TypeVar

from django.db import connections, models

M = TypeVar("M", bound=models.Model)


def locked(rows: models.QuerySet[M]) -> models.QuerySet[M]:
    """Lock the rows read until the end of the transaction."""
    if connections[rows.db].features.has_select_for_update:
        return rows.select_for_update(of=("self",))
    return rows
