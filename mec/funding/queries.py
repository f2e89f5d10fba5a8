"""Reads: what a project spends on."""

from collections.abc import Collection
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from mec.core.db import OneOf
from mec.funding.models import CostLine
from mec.projects.models import Project
from mec.projects.queries import projects_visible_to

REMOVED_KEPT = timedelta(days=30)
"""How long a line that was removed may be restored."""
NOTHING = Decimal("0.00")


def cost_lines_of(project: Project) -> QuerySet[CostLine]:
    """Return the lines in place, in the order of the page."""
    return CostLine.objects.filter(project=project, removed_at=None).order_by("position")


def removed_cost_lines_of(project: Project) -> QuerySet[CostLine]:
    """Return those that may be restored, with who removed them, the last removed first."""
    removed = CostLine.objects.filter(project=project, removed_at__gte=timezone.now() - REMOVED_KEPT)
    return removed.select_related("removed_by").order_by("-removed_at", "-pk")


def all_cost_lines_of(project: Project) -> QuerySet[CostLine]:
    """Return both, for an address that names one."""
    kept = Q(removed_at=None) | Q(removed_at__gte=timezone.now() - REMOVED_KEPT)
    return CostLine.objects.filter(kept, project=project).select_related("removed_by")


def costs_total(project: Project) -> Decimal:
    """Return what the lines make together, in euros before tax, to the cent: SQLite would add them as floats."""
    return sum(cost_lines_of(project).values_list("amount_ht", flat=True), NOTHING)


def expense_kinds_of(project: Project) -> frozenset[str]:
    """Return the codes of `ExpenseKind` that the project spends on; empty when nobody said."""
    return expense_kinds_among([project.pk])[project.pk]


def expense_kinds_among(ids: Collection[int]) -> dict[int, frozenset[str]]:
    """Return likewise for many projects, by id; in one query."""
    found: dict[int, set[str]] = {pk: set() for pk in ids}
    lines = CostLine.objects.filter(OneOf("project_id", found), removed_at=None).order_by()
    for project, kind in lines.values_list("project_id", "kind").distinct():
        found[project].add(kind)
    return {pk: frozenset(kinds) for pk, kinds in found.items()}


def cost_lines_visible_to(user: Any) -> QuerySet[CostLine]:
    """Return the lines of the projects that the person may see."""
    return CostLine.objects.filter(removed_at=None, project__in=projects_visible_to(user))
