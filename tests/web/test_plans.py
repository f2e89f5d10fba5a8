"""Whatever a country writes, a page of one département reads no table of thousands from end to end."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mec.conversations.models import Thread
from mec.projects.models import Project
from tests.factories.projects import add_member, make_project

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MANY = 5_000
NEAR, FAR = 150, 30_000
"""Fewer, and PostgreSQL would read them all sooner than an index."""
PAGES = (
    ("ddt", "/pilotage/"),
    ("ddt", "/pilotage/a-traiter/"),
    ("ddt", "/projets/recherche/?q=ecole"),
    ("owner", "/projets/"),
    ("invited", "/projets/"),
    *((persona, "/projets/{}/") for persona in ("owner", "ddt", "invited")),
)
NAMED = re.compile(r'(?:FROM|JOIN) "(\w+)"(?: "?([A-Z]+\d+)"?)?')


def multiply(model: Project, times: int) -> None:
    """Make as many projects like `model`: half of them followed by nobody, sent one after the other."""
    fields = {
        field.attname: getattr(model, field.attname) for field in Project._meta.concrete_fields if not field.primary_key
    }
    threads = Thread.objects.bulk_create(Thread() for _ in range(2 * times))
    first = Project.objects.count()
    rows = Project.objects.bulk_create(
        Project(
            **fields
            | {
                "reference": f"{(first + rank) // 10_000:04d}-{(first + rank) % 10_000:04d}",
                "key": uuid4(),
                "thread_id": threads[2 * rank].pk,
                "state_thread_id": threads[2 * rank + 1].pk,
                "submitted_at": timezone.now() - timedelta(minutes=rank),
                "waiting_since": timezone.now() - timedelta(minutes=rank) if rank % 2 else None,
            }
        )
        for rank in range(times)
    )
    for places in (Project.territories, Project.departements):
        column = next(iter(getattr(model, places.field.name).values_list("pk", flat=True)))
        places.through.objects.bulk_create(places.through(project_id=row.pk, territory_id=column) for row in rows)


@pytest.fixture
def country(world):
    """Thousands of projects in Ain, a few in Ardèche; statistics are taken, as a database does by itself."""
    near = make_project(world.organizations["privas"], author=world.people["owner"])
    add_member(near, world.people["invited"], "conseiller")
    multiply(near, NEAR)
    multiply(make_project(world.organizations["bettant"], author=world.people["foreign_owner"]), FAR)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return near


def large_tables() -> set[str]:
    models = apps.get_models(include_auto_created=True)
    return {model._meta.db_table for model in models if model._base_manager.count() > MANY}


def tables_read_whole(sql: str) -> Iterator[str]:
    """Yield the tables that the plan of a query goes through from end to end, without an index."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}")
            plan = cursor.fetchone()[0]
            yield from _scanned(json.loads(plan) if isinstance(plan, str) else plan)
            return
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        names = {alias or table: table for table, alias in NAMED.findall(sql)}
        for *_, step in cursor.fetchall():
            scan = re.match(r"SCAN (\w+)$", step)
            if scan:
                yield names.get(scan[1], scan[1])


def _scanned(node: object) -> Iterator[str]:
    if isinstance(node, list):
        for each in node:
            yield from _scanned(each)
    elif isinstance(node, dict):
        if node.get("Node Type") == "Seq Scan":
            yield node["Relation Name"]
        for value in node.values():
            yield from _scanned(value)


def test_pages_read_no_large_table_whole(country, world, client_of):
    large = large_tables()
    assert {"projects_project", "projects_project_departements"} <= large

    for persona, path in PAGES:
        client = client_of(world.people[persona])
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path.format(country.reference)).status_code == 200
        asked = [query["sql"] for query in queries if query["sql"].startswith("SELECT")]
        whole = {f"{table}: {sql[:2000]}" for sql in asked for table in tables_read_whole(sql) if table in large}
        assert sorted(whole) == [], (persona, path)


def test_a_table_read_whole_is_seen(country):
    sql = str(Project.objects.filter(description="x").order_by("description").query)

    assert list(tables_read_whole(sql.replace("= x", "= 'x'"))) == ["projects_project"]
