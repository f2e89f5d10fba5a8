"""Reads: what a project spends on."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from mec.core.db import OneOf, found_among, removed_among
from mec.funding.models import CostLine
from mec.funding.shares import costs_of
from mec.projects.models import Project
from mec.projects.queries import projects_visible_to

NOTHING = Decimal("0.00")


def cost_lines_of(project: Project) -> QuerySet[CostLine]:
    """Return the lines in place, in the order of the page."""
    return CostLine.objects.filter(project=project, removed_at=None).order_by("position")


def removed_cost_lines_of(project: Project) -> QuerySet[CostLine]:
    """Return those that may be restored, with who removed them, the last removed first."""
    return removed_among(CostLine.objects.filter(project=project))


def all_cost_lines_of(project: Project) -> QuerySet[CostLine]:
    """Return both, for an address that names one."""
    return found_among(CostLine.objects.filter(project=project))


def costs_total(project: Project) -> Decimal:
    """Return what the lines make together, in euros before tax, to the cent: SQLite would add them as floats."""
    return sum(cost_lines_of(project).values_list("amount_ht", flat=True), NOTHING)


def costs_among(ids: Collection[int]) -> dict[int, dict[str, Decimal]]:
    """Return what each of some projects spends on each kind of `ExpenseKind`, in euros before tax, by id; in one query.

    Empty for a project of which nobody said.
    """
    found: dict[int, list[CostLine]] = {pk: [] for pk in ids}
    lines = CostLine.objects.filter(OneOf("project_id", found), removed_at=None).order_by()
    for line in lines.only("project_id", "kind", "amount_ht"):
        found[line.project_id].append(line)
    return {pk: costs_of(rows) for pk, rows in found.items()}


def cost_lines_visible_to(user: Any) -> QuerySet[CostLine]:
    """Return the lines of the projects that the person may see."""
    return CostLine.objects.filter(removed_at=None, project__in=projects_visible_to(user))
