"""Read the expectations of tests/matrix.toml into cells: one per route, method and object."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
VARIANTS = ("own", "other", "absent")
"""What every kind of object has: the owner's, another collectivité's, one that does not exist."""
NO_OBJECT = ""
OF_A_PROJECT = "<str:reference>"
ENTRANCE = ("anonymous", "newcomer")
"""Whom every page sends to sign in or to accept the terms first."""
DONE = (200, 302, 409, 422)
FORBIDDEN = 403


class UnreadableMatrixError(Exception):
    """tests/matrix.toml cannot be understood; the message says where."""


@dataclass(frozen=True)
class Cell:
    route: str
    method: str
    variant: str
    statuses: dict[str, int]
    """Persona → HTTP status."""

    def __str__(self) -> str:
        return " ".join(part for part in (self.route, self.method, self.variant) if part)


def cells(matrix: dict[str, dict[str, Any]], personas: Sequence[str]) -> list[Cell]:
    """Return every cell; raise UnreadableMatrixError unless each persona has one status in each of them."""
    return [cell for name, declared in matrix.items() for cell in _route_cells(name, declared, personas)]


def _route_cells(name: str, declared: dict[str, Any], personas: Sequence[str]) -> list[Cell]:
    found = []
    for method in declared["methods"]:
        if method not in declared:
            raise UnreadableMatrixError(f"{name} says nothing of {method}")
        said = {
            variant: Cell(name, method, variant, _statuses(f"{name} {method} {variant}".strip(), statuses, personas))
            for variant, statuses in _variants(f"{name} {method}", declared, declared[method]).items()
        }
        found += (_put_away(said) | said if OF_A_PROJECT in declared["path"] else said).values()
    for method in METHODS:
        if method in declared and method not in declared["methods"]:
            raise UnreadableMatrixError(f"{name} does not take {method}")
    return found


def _put_away(said: dict[str, Cell]) -> dict[str, Cell]:
    """Return what every address of a project answers unless it says otherwise.

    Archived, it is read as before and nobody writes in it; deleted, it is as if it had never been.
    """
    own = said["own"]
    archived = own.statuses if own.method == "GET" else {p: _frozen(p, status) for p, status in own.statuses.items()}
    return {
        "archived": replace(own, variant="archived", statuses=archived),
        "deleted": replace(own, variant="deleted", statuses=said["absent"].statuses),
    }


def _frozen(persona: str, status: int) -> int:
    return FORBIDDEN if status in DONE and persona not in ENTRANCE else status


def _variants(where: str, declared: dict[str, Any], expected: Any) -> dict[str, Any]:
    if "object" not in declared:
        return {NO_OBJECT: expected}
    missing = [variant for variant in VARIANTS if not isinstance(expected, dict) or variant not in expected]
    if missing:
        raise UnreadableMatrixError(f"{where} says nothing of the objects {', '.join(missing)}")
    return expected


def _statuses(where: str, expected: Any, personas: Sequence[str]) -> dict[str, int]:
    if isinstance(expected, int):
        return dict.fromkeys(personas, expected)
    found: dict[str, int] = {}
    for status, named in expected.items():
        if status == "else":
            continue
        for persona in named:
            if persona not in personas:
                raise UnreadableMatrixError(f"{where}: nobody is called {persona}")
            if persona in found:
                raise UnreadableMatrixError(f"{where}: {persona} has two statuses")
            found[persona] = int(status)
    missing = [persona for persona in personas if persona not in found]
    if missing and "else" not in expected:
        raise UnreadableMatrixError(f"{where} says nothing of {', '.join(missing)}")
    return found | dict.fromkeys(missing, expected.get("else", 0))
