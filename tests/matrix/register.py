"""What the resolver serves, what tests/matrix.toml declares, and where the two differ."""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from mec.core.http.page import PageMark, page_mark
from tests.factories.documents import PDF

MATRIX_FILE = Path(__file__).resolve().parent.parent / "matrix.toml"


@dataclass(frozen=True)
class Route:
    name: str
    """With its namespaces: "projects:detail"; empty for a route that has none."""
    path: str
    """As the resolver writes it: "/projets/<str:reference>/"."""
    mark: PageMark | None

    @property
    def takes_arguments(self) -> bool:
        return "<" in self.path


def routes(urlconf: str | None = None) -> list[Route]:
    """Walk the resolver and return every route that it serves."""
    return sorted(_walk(get_resolver(urlconf).url_patterns, "/", ()), key=lambda route: (route.name, route.path))


def _walk(patterns: Sequence[URLPattern | URLResolver], prefix: str, namespaces: tuple[str, ...]) -> Iterator[Route]:
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from _walk(pattern.url_patterns, path, inner)
        else:
            name = ":".join((*namespaces, pattern.name)) if pattern.name else ""
            yield Route(name, path, page_mark(pattern.callback))


@dataclass(frozen=True)
class SampleFile:
    """A small PDF that a form may send as often as it likes."""

    name: str
    content_type: str = "application/pdf"

    def read(self) -> bytes:
        return PDF


def load_matrix(path: Path = MATRIX_FILE) -> dict[str, dict[str, Any]]:
    """Read the register; in what a write posts, a value that starts with "@" is a file of that name."""
    matrix = tomllib.loads(path.read_text(encoding="utf-8"))
    for declared in matrix.values():
        for field, value in declared.get("data", {}).items():
            if str(value).startswith("@"):
                declared["data"][field] = SampleFile(value[1:])
    return matrix


def register_defects(served: Sequence[Route], matrix: dict[str, dict[str, Any]]) -> list[str]:
    """Return what the register does not say, says wrongly, or says of a route that is gone."""
    defects = [f"{route.path} has no name" for route in served if not route.name]
    defects += [f"{route.name or route.path} has no @page mark" for route in served if route.mark is None]
    by_name = {route.name: route for route in served if route.name and route.mark}
    defects += [f"tests/matrix.toml has no table for\n{stub(route)}" for n, route in by_name.items() if n not in matrix]
    defects += [f"tests/matrix.toml names a route that is not served: {name}" for name in matrix if name not in by_name]
    for name, declared in matrix.items():
        if name in by_name:
            defects += _differences(by_name[name], declared)
    return defects


def _differences(route: Route, declared: dict[str, Any]) -> list[str]:
    found = served_facts(route)
    return [
        f"{route.name}: {key} is {found[key]!r}, tests/matrix.toml says {declared.get(key)!r}"
        for key in found
        if declared.get(key) != found[key]
    ]


def served_facts(route: Route) -> dict[str, Any]:
    assert route.mark is not None
    return {"path": route.path, "audience": str(route.mark.audience), "methods": list(route.mark.methods)}


def stub(route: Route) -> str:
    """Return the table to paste into tests/matrix.toml, its expectations left for a person to write."""
    facts = served_facts(route)
    methods = ", ".join(f'"{method}"' for method in facts["methods"])
    lines = [
        f'["{route.name}"]',
        f'path = "{route.path}"',
        f'audience = "{facts["audience"]}"',
        f"methods = [{methods}]",
    ]
    return "\n".join([*lines, *[f"{method} = " for method in facts["methods"]]])
