from datetime import UTC, datetime

import pytest
from django.db import transaction
from django.db.utils import IntegrityError

from mec.conversations.models import Thread
from mec.core.db import insert_rows, insert_values, reserve_ids
from mec.core.search.models import Term
from mec.taxonomy.models import Topic

pytestmark = pytest.mark.django_db

COLUMNS = ("kind", "text", "prefix", "holders")


def test_insert_rows_writes_values_as_they_are():
    rows = [("projet", 'é\t"œ\\N\n’', "é", 0), ("projet", "", "", 3)]
    insert_rows(Term, COLUMNS, rows)
    assert list(Term.objects.order_by("-text").values_list(*COLUMNS)) == rows


def test_insert_rows_of_nothing():
    insert_rows(Term, COLUMNS, [])
    assert Term.objects.count() == 0


def test_insert_rows_all_or_none():
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(Term, COLUMNS, [("projet", "a", "a", 0), ("projet", "a", "a", 0)])
    assert Term.objects.count() == 0


def test_insert_values_as_the_model_would_have_written_them():
    at = datetime(2026, 3, 1, 8, 30, 0, 125, tzinfo=UTC)
    insert_values(Thread, ("id", "created_at"), [(7, at)])
    insert_values(Topic, ("code", "label", "position"), [("eau", "Eau", 1)])

    assert Thread.objects.get(pk=7).created_at == at
    assert Topic.objects.get().active is True
    assert Topic.objects.get().parent is None


def test_insert_values_of_nothing():
    insert_values(Thread, ("created_at",), [])
    assert not Thread.objects.exists()


def test_reserved_ids_are_nobody_elses():
    known = Thread.objects.create()
    reserved = reserve_ids(Thread, 3)
    insert_values(Thread, ("id", "created_at"), [(pk, known.created_at) for pk in reserved])
    later = Thread.objects.create()

    assert reserved == sorted(reserved)
    assert len({known.pk, later.pk, *reserved}) == 5


def test_reserved_ids_of_an_empty_table():
    assert len(set(reserve_ids(Thread, 2))) == 2
