"""What a perimeter covers, commune by commune."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mec.territories.enums import Coverage, PerimeterNature, TerritoryKind
from mec.territories.models import Perimeter
from mec.territories.perimeters import Coverings, Ground, Rule, coverings_of
from mec.territories.services import NoSuchPerimeterError, fill_perimeter, load_perimeters, shipped_perimeters
from tests.factories.territories import TerritoryFactory, place

DEPARTEMENT, EPCI, HAMLET, TOWN, ISLAND = 100, 50, 1, 2, 3
GROUND = Ground(
    containers={HAMLET: [HAMLET, EPCI, DEPARTEMENT], TOWN: [TOWN, EPCI, DEPARTEMENT], ISLAND: [ISLAND, 974]},
    kinds={HAMLET: "commune", TOWN: "commune", ISLAND: "commune", EPCI: "epci", DEPARTEMENT: "departement"},
    populations={HAMLET: 300, TOWN: 3500, ISLAND: None, EPCI: 3800},
    overseas={974},
)


def covers(place_id: int, **rule: object) -> Coverage:
    return Coverings(GROUND, [Rule(pk=7, **rule)]).of(place_id).of(7)


def test_population_rule_judges_each_commune():
    assert covers(HAMLET, population_max=3499) == Coverage.WHOLE
    assert covers(TOWN, population_max=3499) == Coverage.NONE
    assert covers(TOWN, population_max=3500) == Coverage.WHOLE


def test_larger_place_is_covered_in_part_when_some_of_its_communes_are():
    assert covers(EPCI, population_max=3499) == Coverage.PART
    assert covers(DEPARTEMENT, population_max=3500) == Coverage.WHOLE


def test_rule_on_the_epci_judges_the_communes_by_their_epci():
    assert covers(TOWN, unit=TerritoryKind.EPCI, population_max=14_999) == Coverage.WHOLE
    assert covers(HAMLET, unit=TerritoryKind.EPCI, population_min=3801) == Coverage.NONE


def test_commune_whose_population_is_unknown_is_within_no_bounds():
    assert covers(ISLAND, population_max=10**9) == Coverage.NONE
    assert covers(ISLAND, population_min=0) == Coverage.NONE


def test_one_commune_of_a_set_never_covers_what_contains_it():
    assert covers(EPCI, members=frozenset({HAMLET}), everywhere=False) == Coverage.PART
    assert covers(HAMLET, members=frozenset({HAMLET}), everywhere=False) == Coverage.WHOLE
    assert covers(TOWN, members=frozenset({HAMLET}), everywhere=False) == Coverage.NONE


def test_group_of_departements_covers_what_lies_in_them():
    assert covers(EPCI, members=frozenset({DEPARTEMENT}), everywhere=False) == Coverage.WHOLE


def test_overseas_rule():
    assert covers(ISLAND, overseas=True) == Coverage.WHOLE
    assert covers(HAMLET, overseas=True) == Coverage.NONE
    assert covers(HAMLET, overseas=False) == Coverage.WHOLE


def test_empty_set_holds_nobody():
    assert covers(HAMLET, everywhere=False) == Coverage.NONE


def test_unknown_perimeter_covers_nobody():
    assert covers(HAMLET, known=False) == Coverage.NONE


def test_unknown_perimeter_with_bounds_surely_holds_nobody_outside_them():
    rule = Rule(pk=7, members=frozenset({HAMLET, 974}), everywhere=False, known=False)
    coverings = Coverings(GROUND, [rule, Rule(pk=8, known=False)])

    assert [coverings.of(pk).outside for pk in (HAMLET, TOWN, ISLAND, EPCI)] == [set(), {7}, set(), set()]
    assert {coverings.of(pk).of(7) for pk in (HAMLET, TOWN, ISLAND, EPCI)} == {Coverage.NONE}
    assert coverings.of(4242).outside == set()


def test_territory_that_has_ended_is_covered_by_nothing():
    assert covers(4242, population_min=0) == Coverage.NONE


populations = st.lists(st.integers(0, 5000), min_size=1, max_size=6)


@given(people=populations, low=st.integers(0, 5000), high=st.integers(0, 5000), chosen=st.sets(st.integers(0, 5)))
def test_place_is_covered_as_its_communes_are(people: list[int], low: int, high: int, chosen: set[int]):
    outer = 1000
    communes = list(range(len(people)))
    ground = Ground(
        {pk: [pk, outer] for pk in communes},
        dict.fromkeys(communes, "commune"),
        dict(enumerate(people)),
        overseas=(),
    )
    rules = [
        Rule(pk=1, population_min=low, population_max=high),
        Rule(pk=2, members=frozenset(chosen), everywhere=False),
    ]
    coverings = Coverings(ground, rules)
    for rule, held in ((1, [low <= count <= high for count in people]), (2, [pk in chosen for pk in communes])):
        expected = Coverage.WHOLE if all(held) else Coverage.PART if any(held) else Coverage.NONE
        assert coverings.of(outer).of(rule) == expected
        assert [coverings.of(pk).of(rule) == Coverage.WHOLE for pk in communes] == held


@pytest.mark.django_db
def test_coverings_follow_the_database():
    departement = TerritoryFactory(departement=True)
    hamlet = place(TerritoryFactory(population=100), departement)
    town = place(TerritoryFactory(population=9000), departement)
    small = Perimeter.objects.create(
        code="petites", name="petites communes", nature=PerimeterNature.RULE, population_max=1999
    )
    assert coverings_of([hamlet.pk])[hamlet.pk].wholly == {small.pk}
    assert coverings_of([departement.pk])[departement.pk].partly == {small.pk}

    small.population_max = 9000
    small.save()

    assert coverings_of([town.pk, departement.pk]) == {
        pk: coverings_of([hamlet.pk])[hamlet.pk] for pk in (town.pk, departement.pk)
    }


@pytest.mark.django_db
def test_shipped_perimeters_load_twice_without_a_change():
    assert load_perimeters().added == len(shipped_perimeters())
    again = load_perimeters()
    assert (again.added, again.updated) == (0, 0)


@pytest.mark.django_db
def test_filled_zoning_is_kept_by_the_next_load():
    load_perimeters()
    hamlet = place(TerritoryFactory(code="07001"))

    report = fill_perimeter(
        code="littoral", codes=["07001", "99999"], source_name="Arrêté", source_date=date(2026, 1, 1)
    )
    load_perimeters()

    assert (report.held, report.unknown) == (1, ["99999"])
    littoral = Perimeter.objects.get(code="littoral")
    assert littoral.known
    assert coverings_of([hamlet.pk])[hamlet.pk].of(littoral.pk) == Coverage.WHOLE


@pytest.mark.django_db
def test_list_without_a_known_code_changes_nothing():
    load_perimeters()
    report = fill_perimeter(code="littoral", codes=["99999"], source_name="x", source_date=date(2026, 1, 1))
    assert report.held == 0
    assert not Perimeter.objects.get(code="littoral").known


@pytest.mark.django_db
def test_new_perimeter_needs_a_name():
    with pytest.raises(NoSuchPerimeterError):
        fill_perimeter(code="parc", codes=["07001"], source_name="x", source_date=date(2026, 1, 1))
