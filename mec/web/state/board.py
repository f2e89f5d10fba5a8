"""The State's list of projects, as a table or as columns: the same filters, the same counts."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mec.core.db import KeysetPage, keyset_page
from mec.core.http import Audience, page
from mec.core.ui.french import number
from mec.projects.enums import BoardTab, Follower, PhaseStatus, Priority
from mec.projects.models import Project
from mec.projects.queries import (
    Tally,
    first_by_phase,
    for_board,
    holders,
    in_tab,
    narrowed,
    state_projects,
    state_projects_in_order,
    tally,
)
from mec.taxonomy.enums import Phase
from mec.taxonomy.referential import referential
from mec.web.state.access import for_state_agents
from mec.web.state.filters import AGES, SORT_LABELS, VIEWS, Filters, Option, filters_from, options, ranked
from mec.web.state.listing import Line, lines
from mec.web.state.undo import pending_undo

UNKNOWN_PLACE = "Aucun lieu de votre territoire ne porte ce nom\u00a0: vérifiez-en l’orthographe."
NOT_AN_AMOUNT = "Écrivez un montant en euros, par exemple 250\u00a0000."
AMOUNTS = {"montant_min": "Montant d’au moins (€ HT)", "montant_max": "Montant d’au plus (€ HT)"}
CARDS_OF_A_COLUMN = 12
TABS = (BoardTab.WAITING, BoardTab.FOLLOWED, BoardTab.BLOCKED, BoardTab.ALL)
SECONDARY = ("avancement", "porteur", "anciennete", "montant_min", "montant_max", "archives")
"""Filters that stand folded until one of them is used."""
HEADINGS = (
    ("nom", "Projet", "nom"),
    ("", "Étape et thématique", ""),
    ("montant", "Montant HT", "-montant"),
    ("priorite", "Priorité", "priorite"),
    ("attente", "Suivi", "attente"),
    ("activite", "Dernière activité", "-activite"),
)
"""What a column sorts by, its name, and the order of a first press."""


@dataclass(frozen=True)
class Heading:
    label: str
    url: str
    """Empty for what does not sort."""
    aria_sort: str


@dataclass(frozen=True)
class Column:
    phase: Phase
    total: int
    lines: list[Line]
    url: str
    """Of the whole column, as a table."""


@page(audience=Audience.SIGNED_IN)
@for_state_agents
def board(request: HttpRequest) -> HttpResponse:
    filters = filters_from(request.GET, request.user)
    asked = narrowed(state_projects(request.user), filters.criteria, request.user)
    counts = tally(asked)
    # What holds the words was found: it is few, and is not searched twice.
    ordered = (
        asked
        if filters.criteria.text
        else narrowed(state_projects_in_order(request.user), filters.criteria, request.user)
    )
    kept = in_tab(ordered, filters.criteria)
    context = {
        "filters": filters,
        "tabs": _tabs(filters, counts),
        "total": counts.count(filters.criteria.tab, phase=filters.criteria.phase, priority=filters.criteria.priority),
        "choices": _choices(filters, counts),
        "undo": pending_undo(request),
        "here": request.get_full_path(),
    }
    if filters.view == "kanban":
        return render(request, "state/kanban.html", context | {"columns": _columns(kept, filters, counts)})
    found = keyset_page(for_board(ranked(kept)), order=filters.order, cursor=request.GET.get("apres", ""))
    return render(request, "state/board.html", context | _table(found, filters))


def _table(found: KeysetPage[Project], filters: Filters) -> dict[str, object]:
    return {
        "page": found,
        "lines": lines(found.rows, holders=holders(found.rows)),
        "headings": [_heading(filters, *one) for one in HEADINGS],
    }


def _heading(filters: Filters, name: str, label: str, first: str) -> Heading:
    if not name:
        return Heading(label, "", "")
    ways = {name: "ascending", f"-{name}": "descending"}
    current = filters.sort in ways
    other = name if filters.sort == f"-{name}" else f"-{name}"
    return Heading(label, filters.url(tri=other if current else first), ways.get(filters.sort, ""))


def _tabs(filters: Filters, counts: Tally) -> list[dict[str, object]]:
    criteria = filters.criteria
    return [
        {
            "label": tab.label,
            "url": filters.url(liste="" if tab == BoardTab.ALL else tab.value),
            "current": tab == criteria.tab,
            "count": str(counts.count(tab, phase=criteria.phase, priority=criteria.priority)),
        }
        for tab in TABS
    ]


def _choices(filters: Filters, counts: Tally) -> dict[str, object]:
    said, criteria = filters.values, filters.criteria
    phases = {
        phase.value: f"{phase.label} ({counts.count(criteria.tab, phase=phase, priority=criteria.priority)})"
        for phase in Phase
    }
    priorities = {
        str(level.value): f"{level.label} ({counts.count(criteria.tab, phase=criteria.phase, priority=level)})"
        for level in Priority
    }
    themes = {entry.code: entry.label for entry in referential().topics if not entry.parent}
    chosen = said.get("thematique", "")
    labels = {entry.code: entry.label for entry in referential().topics if entry.code == chosen}
    return {
        "phases": options(phases, said.get("etape", "")),
        "priorities": options(priorities, said.get("priorite", "")),
        "topics": options(themes | labels, chosen),
        "followers": options(Follower, said.get("suivi", "")),
        "statuses": options(PhaseStatus, said.get("avancement", "")),
        "ages": options(AGES, said.get("anciennete", "")),
        "sorts": options(SORT_LABELS, filters.sort),
        "views": _views(filters),
        "place": said.get("lieu", "") or filters.unknown_place or (filters.place.label if filters.place else ""),
        "place_error": UNKNOWN_PLACE if filters.unknown_place else "",
        "other_places": _other_places(filters),
        "amounts": [_amount(filters, name, label) for name, label in AMOUNTS.items()],
        "wrong": bool(filters.unknown_place or filters.refused),
        "unfolded": any(name in said or name in filters.refused for name in SECONDARY),
    }


def _other_places(filters: Filters) -> list[dict[str, str]]:
    others = filters.place.others if filters.place else ()
    return [{"label": label, "url": filters.url(lieu="", territoire=str(pk))} for pk, label in others]


def _amount(filters: Filters, name: str, label: str) -> dict[str, str]:
    error = NOT_AN_AMOUNT if name in filters.refused else ""
    known = filters.values.get(name, "")
    value = filters.refused.get(name) or (number(Decimal(known)) if known else "")
    return {"name": name, "label": label, "value": value, "error": error}


def _views(filters: Filters) -> list[tuple[Option, str]]:
    return [
        (Option(name, label, name == filters.view), filters.url(vue="" if name == "tableau" else name))
        for name, label in VIEWS.items()
    ]


def _columns(kept: QuerySet[Project], filters: Filters, counts: Tally) -> list[Column]:
    """Read the first cards of every column in one query; the totals are those of the table."""
    shown = [phase for phase in Phase if filters.criteria.phase in ("", phase)]
    ordered = ranked(kept).order_by(*filters.order)
    cards = list(for_board(ranked(first_by_phase(ordered, shown, CARDS_OF_A_COLUMN))).order_by(*filters.order))
    found = lines(cards, holders=holders(cards))
    return [
        Column(
            phase,
            counts.count(filters.criteria.tab, phase=phase, priority=filters.criteria.priority),
            [line for line in found if line.project.phase == phase],
            filters.url(vue="", etape=phase.value),
        )
        for phase in shown
    ]
