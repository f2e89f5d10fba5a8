"""Ids of rows, as forms and addresses write them."""

import re

_ID = re.compile(r"[0-9]{1,18}")
"""As many digits as both engines hold."""


def read_id(text: str) -> int | None:
    """Return the id that a text is, or None: what comes from a browser may be anything, of any length."""
    return int(text) if _ID.fullmatch(text) else None
