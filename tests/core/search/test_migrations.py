import pytest
from django.db import connection

pytestmark = pytest.mark.django_db


def test_postings_are_read_from_their_key_alone():
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'search_posting'")
            ending = "WITHOUT ROWID"
        else:
            cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename = 'search_posting'")
            ending = "(term_id, object_id) INCLUDE (frequency, length)"
        [[definition]] = cursor.fetchall()
    assert definition.endswith(ending)
