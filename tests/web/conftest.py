import pytest


@pytest.fixture
def as_owner(client_of, people):
    return client_of(people["owner"])


@pytest.fixture
def as_ddt(client_of, people):
    return client_of(people["ddt"])
