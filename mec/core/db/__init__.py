"""What both database engines need: locks, versions, keyset pages."""

from mec.core.db.bulk import insert_rows, insert_values, refresh_statistics, reserve_ids
from mec.core.db.ids import OneOf, read_id
from mec.core.db.locks import locked
from mec.core.db.pages import KeysetPage, keyset_page
from mec.core.db.versions import StaleVersionError, save_version

__all__ = [
    "KeysetPage",
    "OneOf",
    "StaleVersionError",
    "insert_rows",
    "insert_values",
    "keyset_page",
    "locked",
    "read_id",
    "refresh_statistics",
    "reserve_ids",
    "save_version",
]
