"""What both database engines need: locks, versions, keyset pages."""

from mec.core.db.bulk import insert_rows
from mec.core.db.locks import locked
from mec.core.db.pages import KeysetPage, keyset_page
from mec.core.db.versions import StaleVersionError, save_version

__all__ = ["KeysetPage", "StaleVersionError", "insert_rows", "keyset_page", "locked", "save_version"]
