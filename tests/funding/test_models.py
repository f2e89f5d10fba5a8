"""What the database itself refuses of a line of costs."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from mec.funding.models import MOST_AMOUNT, MOST_LINES, CostLine
from mec.taxonomy.enums import ExpenseKind
from mec.web.projects.sheet_form import MOST_COST


@pytest.fixture
def row(project, people):
    def build(**changes):
        values = {
            "project": project,
            "key": uuid4(),
            "position": CostLine.objects.count() + 1,
            "label": "Toiture",
            "kind": ExpenseKind.WORKS,
            "amount_ht": Decimal("1.00"),
            "created_by": people["owner"],
        }
        return CostLine.objects.create(**values | changes)

    return build


@pytest.mark.parametrize(
    "changes",
    [
        {"amount_ht": Decimal("0.00")},
        {"amount_ht": Decimal("-1.00")},
        {"amount_ht": MOST_AMOUNT + Decimal("0.01")},
        {"label": ""},
        {"kind": ""},
        {"position": 1},
        {"removed_at": timezone.now()},
    ],
)
def test_database_refuses(row, changes):
    row()

    with pytest.raises(IntegrityError), transaction.atomic():
        row(**changes)


@pytest.mark.parametrize("amount", [Decimal("0.01"), Decimal("10.00"), MOST_AMOUNT])
def test_amounts_come_back_to_the_cent(row, amount):
    assert CostLine.objects.get(pk=row(amount_ht=amount).pk).amount_ht == amount


def test_most_lines_of_the_most_fit_in_the_cost_of_the_sheet():
    assert MOST_LINES * MOST_AMOUNT <= MOST_COST
