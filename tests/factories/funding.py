"""What a project spends on."""

from decimal import Decimal
from uuid import uuid4

from mec.funding.services import Cost, add_cost_line
from mec.taxonomy.enums import ExpenseKind


def make_cost(**said):
    values = {"label": "Isoler la toiture", "kind": ExpenseKind.WORKS, "amount_ht": Decimal("120000.00"), "note": ""}
    return Cost(**values | said)


def make_cost_line(project, *, author, **said):
    return add_cost_line(project, cost=make_cost(**said), key=uuid4(), actor=author)
