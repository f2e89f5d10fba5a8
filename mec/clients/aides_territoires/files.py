"""Aids kept in a file, as the service gives them."""

import json
from pathlib import Path

from mec.clients.aides_territoires.reading import Reading, read_items


class AidsFileError(Exception):
    """The file holds no list of aids. `str()` says why in French."""


def read_file(path: Path) -> Reading:
    """Read a list of aids in JSON, or the envelope of a page: {"results": […]}. Raises AidsFileError."""
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise AidsFileError(f"Le fichier {path.name} ne s’ouvre pas : {error.strerror}.") from error
    except (ValueError, RecursionError) as error:
        raise AidsFileError(f"Le fichier {path.name} n’est pas du JSON lisible : {error}.") from error
    items = data.get("results") if isinstance(data, dict) else data
    if not isinstance(items, list):
        raise AidsFileError(
            f"Le fichier {path.name} ne contient pas de liste d’aides : une liste est attendue, ou un objet dont "
            "« results » est une liste."
        )
    return read_items(items)
