"""The pages that are measured: one line each."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps

Kwargs = Callable[[], dict[str, Any]]


@dataclass(frozen=True)
class Page:
    name: str
    """Key in var/bench.json."""
    route: str
    email: str = ""
    """Who opens it; empty for an anonymous visitor."""
    kwargs: Kwargs = field(default=dict)
    """What `reverse` needs, read from the database of the run."""
    query: str = ""


def first(model: str, **columns: str) -> Kwargs:
    """Return what names the first row of `model` in an address: argument of the route → column."""

    def read() -> dict[str, Any]:
        row = apps.get_model(model)._default_manager.order_by("pk").values(*columns.values()).first() or {}  # noqa: SLF001 -- Django's documented default manager
        return {argument: row[column] for argument, column in columns.items() if column in row}

    return read


SECRETARY, AGENT = "secretaire@privas.demo", "ddt@ardeche.demo"

PAGES = [
    Page("page vide", "bench_empty"),
    Page("accueil", "public:home"),
    Page("fiche projet", "projects:detail", SECRETARY, first("projects.Project", reference="reference")),
    Page("mes projets", "projects:list", SECRETARY),
    Page("à traiter", "state:inbox", AGENT),
    Page("projets du territoire", "state:board", AGENT),
    Page("notifications", "account:notifications", SECRETARY),
    Page("aides", "aids:list"),
    Page("commune en tapant", "public:territories", query="q=saint+et"),
]
