import pytest

from tests.factories.projects import make_project
from tests.matrix.personas import build_world


@pytest.fixture
def world(db):
    return build_world()


@pytest.fixture
def people(world):
    return world.people


@pytest.fixture
def project(world):
    """Sent by Privas, in Ardèche."""
    return make_project(world.organizations["privas"], author=world.people["owner"])


@pytest.fixture
def as_owner(client_of, people):
    return client_of(people["owner"])


@pytest.fixture
def as_ddt(client_of, people):
    return client_of(people["ddt"])
