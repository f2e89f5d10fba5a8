"""Say what a project spends on, line by line."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from mec.core.access import require
from mec.core.db import as_recorded, locked, remove_row, restore_row, save_version
from mec.core.events import publish
from mec.core.journal.services import record
from mec.funding.enums import Verb
from mec.funding.events import CostsChanged
from mec.funding.models import MOST_AMOUNT, MOST_LINES, CostLine
from mec.funding.queries import cost_lines_of
from mec.projects.enums import EntryAudience, Permission
from mec.projects.models import Project
from mec.projects.queries import acting_organization

CENT = Decimal("0.01")


class AmountError(ValueError):
    """An amount is more than zero, at most `MOST_AMOUNT`, and in whole cents."""


class UnnamedCostError(ValueError):
    """A line says what it pays for."""


class TooManyLinesError(Exception):
    """The project has `MOST_LINES` lines already."""


class LineRemovedError(Exception):
    """Somebody removed the line; `line` says who and when."""

    def __init__(self, line: CostLine) -> None:
        super().__init__(str(line))
        self.line = line


@dataclass(frozen=True)
class Cost:
    """What a line says."""

    label: str
    kind: str
    """Code of `ExpenseKind`."""
    amount_ht: Decimal
    """Before tax, in euros."""
    note: str = ""

    def columns(self) -> dict[str, Any]:
        """Return what is written on the line. Raises UnnamedCostError, AmountError."""
        if not (self.label.strip() and self.kind):
            raise UnnamedCostError
        if not 0 < self.amount_ht <= MOST_AMOUNT or self.amount_ht != self.amount_ht.quantize(CENT):
            raise AmountError(self.amount_ht)
        return {
            "label": self.label.strip(),
            "kind": self.kind,
            "amount_ht": self.amount_ht,
            "note": self.note.strip(),
        }

    def is_that_of(self, line: CostLine) -> bool:
        """Tell whether the line, as it is recorded, says exactly this."""
        return all(getattr(line, name) == value for name, value in self.columns().items())


@transaction.atomic
def add_cost_line(project: Project, *, cost: Cost, key: UUID, actor: Any) -> CostLine:
    """Add a line after the others, once per `key`. Raises TooManyLinesError, UnnamedCostError, AmountError."""
    require(actor, Permission.EDIT, project)
    columns = cost.columns()
    locked(Project.objects.filter(pk=project.pk)).get()
    known = CostLine.objects.filter(project=project, created_by=actor, key=key).first()
    if known:
        return known
    _require_room(project)
    last = CostLine.objects.filter(project=project).aggregate(last=Max("position"))["last"] or 0
    line = CostLine.objects.create(project=project, key=key, position=last + 1, created_by=actor, **columns)
    _tell(actor, Verb.COST_ADDED, project, line, _described(line))
    return line


@transaction.atomic
def edit_cost_line(line: CostLine, *, cost: Cost, expected_version: int, actor: Any) -> None:
    """Write a line again; the same content again changes nothing.

    Raises StaleVersionError when somebody wrote something else since `expected_version`, LineRemovedError,
    UnnamedCostError, AmountError; nothing is written then.
    """
    project = line.project
    require(actor, Permission.EDIT, project)
    columns = cost.columns()
    current = as_recorded(line)
    if current.is_removed:
        raise LineRemovedError(current)
    if cost.is_that_of(current):
        return
    before = _described(current)
    save_version(line, expected=expected_version, updated_at=timezone.now(), **columns)
    after = _described(line)
    changed = {field: [before[field], after[field]] for field in after if after[field] != before[field]}
    _tell(actor, Verb.COST_EDITED, project, line, {"label": line.label, "changed": changed})


@transaction.atomic
def remove_cost_line(line: CostLine, *, actor: Any) -> None:
    """Take a line out of the costs, once; `restore_cost_line` brings it back for a month."""
    project = line.project
    require(actor, Permission.EDIT, project)
    if remove_row(line, actor=actor):
        _tell(actor, Verb.COST_REMOVED, project, line, _described(line))


@transaction.atomic
def restore_cost_line(line: CostLine, *, actor: Any) -> None:
    """Undo `remove_cost_line`, once, at the place that the line had. Raises TooManyLinesError."""
    project = line.project
    require(actor, Permission.EDIT, project)
    locked(Project.objects.filter(pk=project.pk)).get()
    if as_recorded(line).is_removed:
        _require_room(project)
        restore_row(line)
        _tell(actor, Verb.COST_RESTORED, project, line, _described(line))


def _require_room(project: Project) -> None:
    if cost_lines_of(project).count() >= MOST_LINES:
        raise TooManyLinesError


def _described(line: CostLine) -> dict[str, str]:
    """Return what the line says as plain values that the journal can keep."""
    return {"label": line.label, "kind": line.kind, "amount_ht": f"{line.amount_ht:.2f}", "note": line.note}


def _tell(actor: Any, verb: Verb, project: Project, line: CostLine, data: dict[str, Any]) -> None:
    """Tell the apps above, and the journal once the project was sent: a draft is its author's own."""
    publish(CostsChanged(project_id=project.pk))
    if project.is_sent:
        record(
            actor,
            verb,
            line,
            subject=project,
            audience=EntryAudience.MEMBERS,
            behalf=acting_organization(actor, project),
            data=data,
        )
