"""Two people on one version: the second is told, nothing is overwritten in silence."""

from typing import Any

from django.db import models


class StaleVersionError(Exception):
    """The row was changed since the version that the person read."""


def save_version(row: models.Model, *, expected: int, **values: Any) -> None:
    """Write `values` on `row` if its `version` is still `expected`, and move it to the next one.

    Raises StaleVersionError, having written nothing, when somebody was faster.
    """
    manager = type(row)._default_manager  # noqa: SLF001 -- Django's documented way to the default manager
    if not manager.filter(pk=row.pk, version=expected).update(version=expected + 1, **values):
        raise StaleVersionError
    row.refresh_from_db()
