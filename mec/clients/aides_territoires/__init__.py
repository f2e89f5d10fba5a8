"""Aides-territoires: its aids, read whole once a day or from a file, and its lists of names."""

from mec.clients.aides_territoires.client import (
    AidesTerritoires,
    IncompleteReadingError,
    KeyRefusedError,
    configured,
)
from mec.clients.aides_territoires.files import AidsFileError, read_file
from mec.clients.aides_territoires.reading import Reading, read_items
from mec.clients.aides_territoires.shapes import Aid, MalformedAid, parse_aid

__all__ = [
    "Aid",
    "AidesTerritoires",
    "AidsFileError",
    "IncompleteReadingError",
    "KeyRefusedError",
    "MalformedAid",
    "Reading",
    "configured",
    "parse_aid",
    "read_file",
    "read_items",
]
