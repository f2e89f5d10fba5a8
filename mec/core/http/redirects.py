"""Where a person goes next, when the address of that page comes from outside."""

import string
from urllib.parse import unquote

from django.urls import Resolver404, resolve

from mec.core.http.page import page_mark

MAX_LENGTH = 500
_ALLOWED = frozenset(string.ascii_letters + string.digits + "/-._~%?=&+,:;@!$'()*")


def local_path(value: str) -> str:
    """Return `value` if it is the path, and query, of a page of this site that opens by GET; else the empty string.

    Nothing is repaired: an address that a browser could read otherwise than we do is refused.
    """
    path = value.partition("?")[0]
    if not path.startswith("/") or "//" in path or len(value) > MAX_LENGTH or not _ALLOWED.issuperset(value):
        return ""
    try:
        mark = page_mark(resolve(unquote(path, errors="strict")).func)
    except (Resolver404, ValueError):
        return ""
    return value if mark is not None and "GET" in mark.methods else ""
