"""The strict environment of every test; see tests/strict.py and tests/settings.py for the rest of it."""

import gc
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import pytest
from django.db import connections
from django.test import TransactionTestCase
from hypothesis import HealthCheck, settings

from mec.recommendations.catalogue import forget_catalogue
from tests.factories.projects import make_project
from tests.factories.territories import ardeche  # noqa: F401 -- a fixture for everybody
from tests.matrix.personas import build_world
from tests.strict import StrictClient

settings.register_profile(
    "mec",
    deadline=None,
    max_examples=50,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("mec")

JOURNAL_TRIGGERS = "mec.core.journal.triggers"
# What is imported lives as long as the run: looking through it again and again for garbage took a fifth of it.
gc.set_threshold(50_000, 20, 50)


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()


@pytest.fixture
def client() -> StrictClient:
    return StrictClient()


@pytest.fixture
def client_of() -> Callable[[Any], StrictClient]:
    """Return a client signed in as the given user."""

    def sign_in(user: Any) -> StrictClient:
        client = StrictClient()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture(autouse=True)
def _catalogue_is_read_anew() -> None:
    """Two tests that freeze the same instant make catalogues that look alike."""
    forget_catalogue()


@pytest.fixture(autouse=True, scope="session")
def _journal_can_be_emptied_between_tests() -> Iterator[None]:
    """Let a transactional test empty its tables: the journal's triggers would refuse it."""
    if find_spec(JOURNAL_TRIGGERS) is None:
        yield
        return
    triggers = import_module(JOURNAL_TRIGGERS)
    empty_tables = TransactionTestCase._fixture_teardown

    def empty_tables_without_triggers(test: TransactionTestCase) -> None:
        for alias in test._databases_names(include_mirrors=False):
            triggers.remove(connections[alias])
        try:
            empty_tables(test)
        finally:
            for alias in test._databases_names(include_mirrors=False):
                triggers.install(connections[alias])

    TransactionTestCase._fixture_teardown = empty_tables_without_triggers
    yield
    TransactionTestCase._fixture_teardown = empty_tables


@pytest.fixture
def world(db):
    """The people, organisations and territories of the matrix, for whoever needs two sides of one project."""
    return build_world()


@pytest.fixture
def people(world):
    return world.people


@pytest.fixture
def project(world):
    """Sent by Privas, in Ardèche."""
    return make_project(world.organizations["privas"], author=world.people["owner"])
