"""A place with what contains it, wholly or in part."""

import pytest

from mec.territories.enums import TerritoryKind
from mec.territories.places import places_of
from tests.factories.territories import TerritoryFactory, place

pytestmark = pytest.mark.django_db


def test_place_across_two_regions_lies_in_the_smallest_of_what_holds_its_parts(ardeche):
    other_region = TerritoryFactory(kind=TerritoryKind.REGION)
    gard = place(TerritoryFactory(kind=TerritoryKind.DEPARTEMENT), other_region)
    outers = (ardeche.ardeche, gard, ardeche.ara, other_region)
    epci = place(TerritoryFactory(kind=TerritoryKind.EPCI), *outers, partial=True)

    (found,) = places_of([epci])

    assert found.partly_within == {outer.pk for outer in outers}
    assert len(found.parts) == 2
    for pair in ({ardeche.ardeche.pk, ardeche.ara.pk}, {gard.pk, other_region.pk}):
        assert sum(pair <= part for part in found.parts) == 1


def test_place_that_lies_across_nothing_has_no_parts(ardeche):
    assert [found.parts for found in places_of([ardeche.privas, ardeche.capca])] == [(), ()]
