"""What a project costs and what its aids would pay of it; one line to correct, what was removed and may come back."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from mec.core.access import require
from mec.core.db import StaleVersionError, read_id
from mec.core.http import Audience, page
from mec.core.ui.french import euros
from mec.funding.models import MOST_LINES, CostLine
from mec.funding.queries import NOTHING, all_cost_lines_of, cost_lines_of, costs_total, removed_cost_lines_of
from mec.funding.services import (
    LineRemovedError,
    TooManyLinesError,
    add_cost_line,
    edit_cost_line,
    remove_cost_line,
    restore_cost_line,
)
from mec.funding.shares import refusing, shares_of
from mec.offers.calendar import dates_of, standing_of
from mec.projects.enums import EntryAudience, Permission
from mec.projects.models import Project
from mec.projects.services import content_of, edit_project
from mec.recommendations.criteria import closing_of
from mec.recommendations.queries import kept_offers
from mec.web.projects.audience import who_sees
from mec.web.projects.funding.forms import CostForm, form_of
from mec.web.projects.sheet import head, visible_project
from mec.web.requests import typed_over

TOO_MANY = f"Ce projet a déjà {MOST_LINES} dépenses : regroupez-en ou retirez-en avant d’en ajouter."
SHEET_CHANGED = "Quelqu’un vient de modifier la fiche : son coût n’a pas changé. Relisez-le, puis recommencez."
NO_LINE = "Il n’y a plus de dépense à compter : le coût de la fiche n’a pas changé."


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"])
def plan(request: HttpRequest, reference: str) -> HttpResponse:
    project = visible_project(request, reference)
    form = CostForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        require(request.user, Permission.EDIT, project)
        if form.is_valid() and _added(request, project, form):
            return redirect("projects:funding", reference)
    sheet = head(request, project, "funding")
    lines = list(cost_lines_of(project))
    shares = shares_of(lines, kept_offers(project), cost=project.cost)
    refused, today = refusing(shares), timezone.localdate()
    context = {
        "head": sheet,
        "lines": [(line, refused.get(line.pk, ())) for line in lines],
        "total": sum((line.amount_ht for line in lines), NOTHING),
        "shares": [(share, closing_of(standing_of(dates_of(share.offer), today))) for share in shares],
        "removed": removed_cost_lines_of(project) if sheet.may_edit else [],
        "form": form,
        "audience": who_sees(project, EntryAudience.MEMBERS),
    }
    return render(request, "projects/funding.html", context, status=422 if form.errors else 200)


def _added(request: HttpRequest, project: Project, form: CostForm) -> bool:
    try:
        line = add_cost_line(project, cost=form.cost(), key=form.cleaned_data["key"], actor=request.user)
    except TooManyLinesError:
        form.add_error(None, TOO_MANY)
        return False
    messages.success(request, f"« {line} » est ajoutée. Total : {euros(costs_total(project))} hors taxes.")
    return True


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"])
def cost_line(request: HttpRequest, reference: str, line_id: int) -> HttpResponse:
    line = _line_of(request, reference, line_id)
    require(request.user, Permission.EDIT, line.project)
    if request.method != "POST":
        return redirect("projects:funding", reference) if line.is_removed else _line_page(request, line, form_of(line))
    form = CostForm(request.POST)
    if not form.is_valid():
        return _line_page(request, line, form, status=422)
    try:
        edit_cost_line(line, cost=form.cost(), expected_version=form.cleaned_data["version"], actor=request.user)
    except (StaleVersionError, LineRemovedError):
        return _conflict(request, _line_of(request, reference, line_id))
    messages.success(request, f"« {line} » est enregistrée. Total : {euros(costs_total(line.project))} hors taxes.")
    return redirect("projects:funding", reference)


@page(audience=Audience.SIGNED_IN, methods=["POST"])
def remove(request: HttpRequest, reference: str, line_id: int) -> HttpResponse:
    line = _line_of(request, reference, line_id)
    remove_cost_line(line, actor=request.user)
    messages.success(
        request, f"« {line} » est retirée. Vous pouvez la rétablir pendant 30 jours, au bas de cette page."
    )
    return redirect("projects:funding", reference)


@page(audience=Audience.SIGNED_IN, methods=["POST"])
def restore(request: HttpRequest, reference: str, line_id: int) -> HttpResponse:
    line = _line_of(request, reference, line_id)
    try:
        restore_cost_line(line, actor=request.user)
        messages.success(request, f"« {line} » est rétablie.")
    except TooManyLinesError:
        messages.error(request, TOO_MANY)
    return redirect("projects:funding", reference)


@page(audience=Audience.SIGNED_IN, methods=["POST"])
def write_cost(request: HttpRequest, reference: str) -> HttpResponse:
    """Write the total of the lines as the cost of the sheet, unless the sheet changed since the page was shown."""
    project = visible_project(request, reference)
    require(request.user, Permission.EDIT, project)
    total = costs_total(project)
    if not total:
        messages.error(request, NO_LINE)
        return redirect("projects:funding", reference)
    version = read_id(request.POST.get("version", "")) or 0
    try:
        content = replace(content_of(project), cost=total)
        edit_project(project, expected_version=version, content=content, actor=request.user)
        messages.success(request, f"Le coût de la fiche est maintenant de {euros(total)} hors taxes.")
    except StaleVersionError:
        messages.error(request, SHEET_CHANGED)
    return redirect("projects:funding", reference)


def _line_of(request: HttpRequest, reference: str, line_id: int) -> CostLine:
    """Return a line, in place or removed, or raise Http404, the same whether it is absent or another project's."""
    project = visible_project(request, reference)
    line = get_object_or_404(all_cost_lines_of(project), pk=line_id)
    line.project = project
    return line


def _conflict(request: HttpRequest, line: CostLine) -> HttpResponse:
    """Show both texts; sending the form again keeps the person's own, knowing what it replaces."""
    form = CostForm(typed_over(request, line.version))
    form.is_valid()
    return _line_page(request, line, form, status=409, theirs=line)


def _line_page(
    request: HttpRequest, line: CostLine, form: CostForm, *, status: int = 200, theirs: CostLine | None = None
) -> HttpResponse:
    context: dict[str, Any] = {"head": head(request, line.project, "funding"), "line": line, "form": form}
    return render(request, "projects/cost_line.html", context | {"theirs": theirs}, status=status)
