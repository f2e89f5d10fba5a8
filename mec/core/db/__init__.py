"""What both database engines need: locks, versions, keyset pages."""

from mec.core.db.bulk import insert_rows, insert_values, refresh_statistics, reserve_ids
from mec.core.db.ids import OneOf, read_id
from mec.core.db.locks import locked
from mec.core.db.pages import KeysetPage, keyset_page
from mec.core.db.removals import (
    REMOVED_KEPT,
    as_recorded,
    forget_removed,
    found_among,
    remove_row,
    removed_among,
    restore_row,
)
from mec.core.db.versions import StaleVersionError, save_version

__all__ = [
    "REMOVED_KEPT",
    "KeysetPage",
    "OneOf",
    "StaleVersionError",
    "as_recorded",
    "forget_removed",
    "found_among",
    "insert_rows",
    "insert_values",
    "keyset_page",
    "locked",
    "read_id",
    "refresh_statistics",
    "remove_row",
    "removed_among",
    "reserve_ids",
    "restore_row",
    "save_version",
]
