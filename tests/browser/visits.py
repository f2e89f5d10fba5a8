"""The pages that the sweeps open: every page of the register, as somebody of the demonstration."""

from dataclasses import dataclass

from tests.matrix.register import load_matrix


@dataclass(frozen=True)
class Visit:
    route: str
    path: str
    email: str
    """Of a persona of the demonstration; empty for an anonymous visitor."""

    def __str__(self) -> str:
        return f"{self.route} {self.email}".strip()

    @property
    def file_name(self) -> str:
        return str(self).replace(":", "-").replace(" ", "-").replace("@", "-")


def visits() -> list[Visit]:
    """Return what `visit` says of each route; a public page without arguments needs to say nothing."""
    found = []
    for name, declared in load_matrix().items():
        if "GET" not in declared["methods"] or not declared.get("html", True):
            continue
        simple = "<" not in declared["path"] and declared["audience"] in ("public", "demo")
        said = declared.get("visit", [{"path": declared["path"]}] if simple else [])
        found += [Visit(name, visit["path"], visit.get("as", "")) for visit in said]
    return found


def unvisited() -> list[str]:
    """Return the pages that no sweep opens and that do not say so with `visit = []` or `html = false`."""
    visited = {visit.route for visit in visits()}
    return [
        name
        for name, declared in load_matrix().items()
        if "GET" in declared["methods"]
        and declared.get("html", True)
        and name not in visited
        and "visit" not in declared
    ]
