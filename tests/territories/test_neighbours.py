import pytest

from mec.territories.enums import TerritoryKind
from mec.territories.neighbours import neighbours_of
from tests.factories.territories import TerritoryFactory, place

pytestmark = pytest.mark.django_db


@pytest.fixture
def country():
    """Two départements; A (100, 200) and B (1 000) in the first, C (300 and 400) across both."""
    first, second = place(TerritoryFactory(departement=True)), place(TerritoryFactory(departement=True))
    found = {"first": first, "second": second}
    for name, outers in (("a", [first]), ("b", [first]), ("c", [first, second])):
        found[name] = place(TerritoryFactory(kind=TerritoryKind.EPCI, name=name), *outers, partial=len(outers) > 1)
    for name, population, outers in (
        ("a1", 100, ["a", "first"]),
        ("a2", 200, ["a", "first"]),
        ("b1", 1_000, ["b", "first"]),
        ("c1", 300, ["c", "first"]),
        ("c2", 400, ["c", "second"]),
        ("alone", 5, ["first"]),
        ("far", 7_000, ["second"]),
    ):
        outer = [found[each] for each in outers]
        found[name] = place(TerritoryFactory(name=name, population=population), *outer)
    return found


def names(found):
    return [(each.territory.name, each.gain, each.is_enough) for each in found]


def test_smallest_that_is_enough_comes_first_then_those_that_bring_most(country):
    assert names(neighbours_of([country["a1"]], missing=500, most=10)) == [
        ("c", 700, True),
        ("b", 1_000, True),
        ("b1", 1_000, True),
        ("c1", 300, False),
        ("a", 200, False),
        ("a2", 200, False),
        ("alone", 5, False),
    ]


def test_what_is_in_the_group_brings_nothing_more(country):
    found = names(neighbours_of([country["a"], country["b1"]], missing=10_000, most=10))

    assert found == [("c", 700, False), ("c1", 300, False), ("alone", 5, False)]


def test_nobody_is_proposed_around_nothing_nor_within_a_whole_departement(country):
    assert neighbours_of([], missing=5, most=10) == []
    assert names(neighbours_of([country["first"]], missing=5, most=10)) == [
        ("c", 400, True),
    ]


def test_neighbours_cost_the_same_whatever_the_group(country, django_assert_num_queries):
    for group in ([country["a1"]], [country["a"], country["b1"], country["alone"]]):
        with django_assert_num_queries(3):
            assert len(neighbours_of(group, missing=500, most=2)) == 2
