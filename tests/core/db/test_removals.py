"""What people remove stays to be restored for a month, and no longer."""

from datetime import timedelta

import pytest
from django.utils import timezone

from mec.core.db import (
    REMOVED_KEPT,
    StaleVersionError,
    as_recorded,
    forget_removed,
    found_among,
    remove_row,
    removed_among,
    restore_row,
)
from mec.funding.models import CostLine
from tests.factories.funding import make_cost_line

ROWS = CostLine.objects


@pytest.fixture
def line(project, people):
    return make_cost_line(project, author=people["owner"])


def test_row_is_removed_once_and_restored_as_it_was(line, people):
    assert [remove_row(line, actor=people["owner"]) for _ in range(2)] == [True, False]
    assert (line.removed_by, line.version) == (people["owner"], 2)
    assert list(removed_among(ROWS.all())) == list(found_among(ROWS.all())) == [line]

    restore_row(line)
    assert (line.removed_at, line.removed_by, line.version) == (None, None, 3)
    assert list(removed_among(ROWS.all())) == []


@pytest.mark.parametrize(("minutes", "kept"), [(-1, True), (1, False)])
def test_row_is_kept_for_a_month_after_its_removal(line, people, minutes, kept):
    remove_row(line, actor=people["owner"])
    ROWS.update(removed_at=timezone.now() - REMOVED_KEPT - timedelta(minutes=minutes))

    assert removed_among(ROWS.all()).exists() == found_among(ROWS.all()).exists() == kept
    forget_removed(ROWS.all())
    assert ROWS.exists() == kept


def test_row_in_place_is_never_forgotten(line):
    forget_removed(ROWS.all())

    assert as_recorded(line) == line


def test_row_that_is_gone_for_good_is_told(line, people):
    stale = ROWS.get(pk=line.pk)
    line.delete()

    with pytest.raises(StaleVersionError):
        remove_row(stale, actor=people["owner"])
