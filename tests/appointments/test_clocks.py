"""When it is in Paris, and where people are."""

from datetime import UTC, datetime

import pytest

from mec.appointments.clocks import CLOCKS, clock_of, hours, moment
from tests.factories.organizations import OrganizationFactory
from tests.factories.territories import TerritoryFactory, place

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)


def commune_in(code):
    departement = place(TerritoryFactory(departement=True, code=code))
    return OrganizationFactory(territory=place(TerritoryFactory(), departement))


@pytest.mark.parametrize(
    ("code", "written"),
    [
        ("07", "10 h 30, heure de Paris"),
        ("971", "10 h 30, heure de Paris (5 h 30 en Guadeloupe)"),
        ("974", "10 h 30, heure de Paris (13 h 30 à La Réunion)"),
        ("987", "10 h 30, heure de Paris (lundi 2 mars 2026, 23 h 30 à Tahiti)"),
    ],
)
def test_hours_are_those_of_paris_and_of_the_place(code, written):
    clock = clock_of([commune_in(code)])

    assert hours(AT, clock).replace("\u00a0", " ") == written
    assert moment(AT, clock).replace("\u00a0", " ") == f"mardi 3 mars 2026, {written}"


def test_two_clocks_at_once_are_told_in_paris_alone():
    guadeloupe = commune_in("971")

    assert clock_of([guadeloupe, commune_in("974")]) is None
    assert clock_of([guadeloupe, commune_in("07")]) is None
    assert clock_of([guadeloupe]) == CLOCKS["971"]
    assert clock_of([OrganizationFactory(territory=None)]) is None


@pytest.mark.parametrize("code", sorted(CLOCKS))
def test_every_clock_exists(code):
    assert hours(AT, CLOCKS[code]).endswith(f"{CLOCKS[code].place})")
