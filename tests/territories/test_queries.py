import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from mec.territories.enums import TerritoryKind
from mec.territories.models import Territory
from mec.territories.queries import (
    chains_of,
    communes_within,
    container_of,
    departements_of,
    distinct_population,
    population_edition,
    territories_with_ids,
    territory_for_code,
)
from tests.factories.territories import CodeAliasFactory, TerritoryFactory, place

pytestmark = pytest.mark.django_db


def test_departements_of_a_commune_is_its_own(ardeche):
    assert list(departements_of([ardeche.privas])) == [ardeche.ardeche]


def test_departements_of_several_territories_come_by_code(ardeche):
    assert list(departements_of([ardeche.privas, ardeche.bettant])) == [ardeche.ain, ardeche.ardeche]


def test_departements_of_an_epci_across_two_are_both(ardeche):
    epci = place(TerritoryFactory(kind=TerritoryKind.EPCI), ardeche.ain, ardeche.ardeche, partial=True)
    assert list(departements_of([epci])) == [ardeche.ain, ardeche.ardeche]


def test_departements_of_a_region_are_those_within(ardeche):
    assert list(departements_of([ardeche.ara])) == [ardeche.ain, ardeche.ardeche]


def test_departements_of_nothing_are_none(ardeche):
    assert list(departements_of([])) == []


def test_chains_of_a_commune_hold_itself_and_what_contains_it(ardeche):
    around = (
        ardeche.privas,
        ardeche.capca,
        ardeche.arrondissement,
        ardeche.ardeche,
        ardeche.ara,
        ardeche.france,
    )
    assert set(chains_of([ardeche.privas])) == {(ardeche.privas.pk, outer.pk, False) for outer in around}


def test_chains_of_say_what_contains_in_part(ardeche):
    epci = place(TerritoryFactory(kind=TerritoryKind.EPCI), ardeche.ain, ardeche.ardeche, partial=True)
    assert set(chains_of([epci])) == {
        (epci.pk, epci.pk, False),
        (epci.pk, ardeche.ain.pk, True),
        (epci.pk, ardeche.ardeche.pk, True),
    }


def test_communes_within_a_departement_and_within_itself(ardeche):
    assert list(communes_within(ardeche.ardeche)) == [ardeche.privas, ardeche.vals]
    assert list(communes_within(ardeche.privas)) == [ardeche.privas]


def test_communes_within_leaves_out_the_ended(ardeche):
    ended = place(TerritoryFactory(valid_until="2020-01-01"), ardeche.ardeche)
    assert ended not in communes_within(ardeche.ardeche)


def test_territories_with_ids_keeps_the_kinds_asked(ardeche):
    ids = [ardeche.privas.pk, ardeche.ara.pk, 0]
    assert list(territories_with_ids(ids)) == [ardeche.ara, ardeche.privas]
    assert list(territories_with_ids(ids, kinds=[TerritoryKind.COMMUNE])) == [ardeche.privas]


@pytest.mark.parametrize("code", ["07186", " 07 186 ", "210701868"])
def test_territory_for_code_reads_insee_and_siren(ardeche, code):
    assert territory_for_code(code) == ardeche.privas


@pytest.mark.parametrize("code", ["", "99999", "07186'", "\x00", "é" * 500])
def test_territory_for_code_finds_nothing_for_what_is_no_code(ardeche, code):
    assert territory_for_code(code) is None


def test_territory_for_code_prefers_the_departement_unless_told(ardeche):
    region = TerritoryFactory(kind=TerritoryKind.REGION, code="07", population=9_000_000)
    assert territory_for_code("07") == ardeche.ardeche
    assert territory_for_code("07", TerritoryKind.REGION) == region


def test_territory_for_code_follows_a_former_code(ardeche):
    CodeAliasFactory(code="07999", territory=ardeche.privas)
    TerritoryFactory(code="07999", valid_until="2020-01-01")
    assert territory_for_code("07999") == ardeche.privas
    assert territory_for_code("07999", TerritoryKind.EPCI) is None


def test_territory_for_code_returns_the_ended_when_nothing_replaced_it(ardeche):
    ended = TerritoryFactory(code="07998", valid_until="2020-01-01")
    assert territory_for_code("07998") == ended


def test_container_of_a_kind_is_itself_or_what_holds_it_wholly(ardeche):
    across = place(TerritoryFactory(kind=TerritoryKind.EPCI), ardeche.ain, ardeche.ardeche, partial=True)

    assert container_of(ardeche.privas, TerritoryKind.COMMUNE) == ardeche.privas
    assert container_of(ardeche.privas, TerritoryKind.EPCI) == ardeche.capca
    assert container_of(ardeche.privas, TerritoryKind.DEPARTEMENT) == ardeche.ardeche
    assert container_of(ardeche.ardeche, TerritoryKind.COMMUNE) is None
    assert container_of(across, TerritoryKind.DEPARTEMENT) is None


def test_distinct_population_counts_a_commune_of_a_member_epci_once(ardeche, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert distinct_population([ardeche.capca, ardeche.privas]) == ardeche.privas.population
    assert distinct_population([ardeche.capca, ardeche.vals]) == ardeche.privas.population + ardeche.vals.population


def test_distinct_population_is_not_guessed(ardeche):
    place(TerritoryFactory(population=None), ardeche.capca)

    assert distinct_population([]) is None
    assert distinct_population([TerritoryFactory(departement=True)]) is None
    assert distinct_population([ardeche.capca]) is None
    assert distinct_population([ardeche.privas]) == ardeche.privas.population


def test_population_edition_is_that_of_the_referential(ardeche):
    assert population_edition() == "2026"


def test_population_edition_is_empty_without_referential():
    assert population_edition() == ""


class TestAnyOverlap(TestCase):
    """Two départements, three EPCIs, one of them across both, eight communes, two of which are in no EPCI."""

    def build(self):
        departements = [TerritoryFactory(departement=True), TerritoryFactory(departement=True)]
        epcis = [TerritoryFactory(kind=TerritoryKind.EPCI) for _ in range(3)]
        place(epcis[0], departements[0])
        place(epcis[1], *departements, partial=True)
        place(epcis[2], departements[1])
        communes = []
        for rank, (epci, departement) in enumerate(
            [(0, 0), (0, 0), (1, 0), (1, 1), (1, 1), (2, 1), (None, 0), (None, 1)]
        ):
            outers = [departements[departement], *([] if epci is None else [epcis[epci]])]
            communes.append((place(TerritoryFactory(population=10**rank), *outers), {outer.pk for outer in outers}))
        return departements + epcis, communes

    @given(st.sets(st.integers(0, 12), min_size=1))
    def test_each_commune_counts_once(self, chosen):
        groups, communes = self.build()
        everything = [*groups, *(commune for commune, _ in communes)]
        ids = {everything[rank].pk for rank in chosen}

        expected = sum(commune.population for commune, outers in communes if (outers | {commune.pk}) & ids)
        assert distinct_population(Territory.objects.filter(pk__in=ids)) == expected
