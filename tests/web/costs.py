"""What a page costs in SQL queries."""

from django.db import connection
from django.test.utils import CaptureQueriesContext


def cost(client, path):
    """Return the number of queries of a page opened in a session that already lives."""
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path)
    assert response.status_code == 200
    return len(queries)
