"""Rows that people remove and may restore for a month.

Their model has `removed_at`, `removed_by` (both empty while the row is in place) and `version`.
"""

from datetime import timedelta
from typing import Any, TypeVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from mec.core.db.locks import locked
from mec.core.db.versions import StaleVersionError, save_version

M = TypeVar("M", bound=models.Model)

REMOVED_KEPT = timedelta(days=30)
"""How long what was removed may be restored; then it is deleted."""


def removed_among(rows: models.QuerySet[M]) -> models.QuerySet[M]:
    """Keep the rows that may be restored, with who removed them, the last removed first."""
    removed = rows.filter(removed_at__gte=timezone.now() - REMOVED_KEPT)
    return removed.select_related("removed_by").order_by("-removed_at", "-pk")


def found_among(rows: models.QuerySet[M]) -> models.QuerySet[M]:
    """Keep the rows in place and those that may be restored, for an address that names one."""
    kept = Q(removed_at=None) | Q(removed_at__gte=timezone.now() - REMOVED_KEPT)
    return rows.filter(kept).select_related("removed_by")


def forget_removed(rows: models.QuerySet[Any]) -> None:
    """Delete the rows that nobody can restore any more; run again, it changes nothing."""
    rows.filter(removed_at__lt=timezone.now() - REMOVED_KEPT).delete()


def as_recorded(row: M) -> M:
    """Read a row as it is at this moment, and hold it. Raises StaleVersionError for one that is gone for good."""
    manager = type(row)._default_manager  # noqa: SLF001 -- Django's documented way to the default manager
    current = locked(manager.filter(pk=row.pk)).select_related("removed_by").first()
    if current is None:
        raise StaleVersionError
    return current


def remove_row(row: models.Model, *, actor: Any) -> bool:
    """Take a row out, once; return whether it was in place."""
    current: Any = as_recorded(row)
    if current.removed_at is None:
        save_version(row, expected=current.version, removed_at=timezone.now(), removed_by=actor)
    return current.removed_at is None


def restore_row(row: models.Model) -> None:
    """Put back, at its place, a row that `as_recorded` found removed."""
    save_version(row, expected=vars(as_recorded(row))["version"], removed_at=None, removed_by=None)
