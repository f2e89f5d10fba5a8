"""Find projects among those that a person sees, by their words or by their reference."""

import re
from dataclasses import dataclass
from typing import Any

from mec.core.search.queries import search
from mec.core.text import tokens
from mec.projects.index import KIND
from mec.projects.models import Project
from mec.projects.queries import projects_searched_by, projects_visible_to

PAGE_SIZE = 20
LAST_PAGE = 25
"""Further on, other words find better."""
_REFERENCE = re.compile(r"\D*(\d{4})\D{0,3}(\d{4})\D*")


@dataclass(frozen=True)
class Found:
    project: Project
    terms: tuple[str, ...]
    """Terms of the index by which it was found."""


@dataclass(frozen=True)
class Finding:
    found: list[Found]
    """Of the page, with their owners and places, the nearest to the words first."""
    number: int
    """Of the page, from 1."""
    more: bool
    """Whether there is a page after it."""
    near: bool
    """Whether none of the words is there as it was typed: these are the nearest spellings."""


def project_of_reference(user: Any, text: str) -> Project | None:
    """Return the project whose reference was typed or dictated ("4821-7393", "4821 7393"), if the person sees it."""
    digits = _REFERENCE.fullmatch(text[:40])
    if not digits:
        return None
    return projects_visible_to(user).filter(reference=f"{digits[1]}-{digits[2]}").first()


def find_projects(user: Any, text: str, *, number: int = 1) -> Finding:
    """Return a page of what the words find; never raises for a text. Ten queries, five more for a misspelt word."""
    number = min(max(1, number), LAST_PAGE)
    hits = search(KIND, text, within=projects_searched_by(user), limit=PAGE_SIZE + 1, offset=(number - 1) * PAGE_SIZE)
    shown = hits[:PAGE_SIZE]
    # What is shown is read from what the person sees now, whatever the index holds.
    rows = (
        projects_visible_to(user)
        .select_related("owner")
        .prefetch_related("territories")
        .in_bulk([hit.object_id for hit in shown])
    )
    typed = set(tokens(text))
    return Finding(
        found=[Found(rows[hit.object_id], hit.terms) for hit in shown if hit.object_id in rows],
        number=number,
        more=len(hits) > PAGE_SIZE and number < LAST_PAGE,
        near=bool(shown) and not any(typed.intersection(hit.terms) for hit in shown),
    )
