import pytest

from tests.factories.appointments import make_booking, make_desk


@pytest.fixture
def desk(world):
    """Of the DDT of Ardèche, four slots tomorrow."""
    return make_desk(world.organizations["ddt"], host=world.people["ddt"])


@pytest.fixture
def booking(desk, world):
    """Of Privas, by `owner`."""
    return make_booking(desk, actor=world.people["owner"], organization=world.organizations["privas"])
