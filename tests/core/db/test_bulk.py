import pytest
from django.db import transaction
from django.db.utils import IntegrityError

from mec.core.db import insert_rows
from mec.core.search.models import Term

pytestmark = pytest.mark.django_db

COLUMNS = ("kind", "text", "prefix")


def test_insert_rows_writes_values_as_they_are():
    rows = [("projet", 'é\t"œ\\N\n’', "é"), ("projet", "", "")]
    insert_rows(Term, COLUMNS, rows)
    assert list(Term.objects.order_by("-text").values_list(*COLUMNS)) == rows


def test_insert_rows_of_nothing():
    insert_rows(Term, COLUMNS, [])
    assert Term.objects.count() == 0


def test_insert_rows_all_or_none():
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(Term, COLUMNS, [("projet", "a", "a"), ("projet", "a", "a")])
    assert Term.objects.count() == 0
