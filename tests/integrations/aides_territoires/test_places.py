import pytest

from mec.integrations.aides_territoires.places import Places, Where
from mec.territories.enums import PerimeterNature, TerritoryKind
from mec.territories.models import Territory


def territory(kind, code, name):
    return Territory(kind=kind, code=code, name=name)


PLACES = Places(
    [
        territory("region", "04", "La Réunion"),
        territory("departement", "974", "La Réunion"),
        territory("departement", "06", "Alpes-Maritimes"),
        territory("departement", "82", "Tarn-et-Garonne"),
        territory("departement", "83", "Var"),
        territory("epci", "200042182", "CC des Coëvrons"),
        territory("commune", "01001", "Saint-Denis"),
        territory("commune", "97411", "Saint-Denis"),
    ]
)


@pytest.mark.parametrize("name", ["France", "Europe", "FRANCE"])
def test_country_is_everywhere(name):
    assert PLACES.find(name, "Pays") == Where(national=True)


@pytest.mark.parametrize(
    ("name", "scale", "keys"),
    [
        ("CC des Coëvrons (EPCI)", "", ("epci:200042182",)),
        ("CC des Coëvrons", "EPCI", ("epci:200042182",)),
        ("La Réunion (Région)", "", ("region:04",)),
        ("La Réunion", "Département", ("departement:974",)),
        ("Alpes-Maritimes, Tarn-et-Garonne et Var", "Ad-hoc", ("departement:06", "departement:82", "departement:83")),
    ],
)
def test_name_leads_to_its_territories(name, scale, keys):
    assert PLACES.find(name, scale) == Where(territories=keys)


@pytest.mark.parametrize("name", ["Saint-Denis (Commune)", "Alpes-Maritimes et Atlantide", "PETR du Pays Lauragais"])
def test_name_that_is_not_sure_is_a_perimeter_that_nobody_has_filled(name):
    where = PLACES.find(name)
    assert not where.placed
    assert where.definition["known"] is False
    assert not where.national
    assert where.territories == ()


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (("Oise (Bassin hydrographique)",), "at-oise-bassin-hydrographique"),
        (("Oise", "Bassin hydrographique"), "at-oise-bassin-hydrographique"),
        (("Oise", "Bassin hydrographique", "108984"), "at-oise-bassin-hydrographique-108984"),
        (("Saint-Denis", "Commune", "70973-saint-denis"), "at-saint-denis-commune-70973"),
        (("Saint-Denis", "Commune", "?"), "at-saint-denis-commune"),
        (("PETR du Pays Lauragais", "Ad-hoc"), "at-petr-du-pays-lauragais"),
        (("Pays " * 40, "Ad-hoc", "12"), f"at-{'pays-' * 14}pays-12"),
    ],
)
def test_perimeter_that_nobody_has_filled_is_told_from_its_homonyms(asked, code):
    assert PLACES.find(*asked).perimeter == code


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Franche-Comté", "ancienne-region-franche-comte"),
        ("RHÔNE ALPES", "ancienne-region-rhone-alpes"),
        ("Nord-Pas de Calais", "ancienne-region-nord-pas-de-calais"),
    ],
)
def test_former_region_is_the_set_of_its_departements(name, code):
    assert PLACES.find(name, "Ad-hoc") == Where(perimeter=code)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (("Seine-Normandie (Bassin hydrographique)",), "bassin-seine-normandie"),
        (("Rhin-Meuse", "Bassin hydrographique", "108984"), "bassin-rhin-meuse"),
        (("Rhône-Méditerranée-Corse (Bassin hydrographique)",), "bassin-rhone-mediterranee-corse"),
        (("Corse (Bassin hydrographique)",), "bassin-corse"),
    ],
)
def test_basin_of_a_water_agency_is_one_of_ours(asked, code):
    assert PLACES.find(*asked) == Where(perimeter=code)


def test_basin_is_not_taken_for_what_bears_its_name():
    assert PLACES.find("Rhin-Meuse").perimeter == "at-rhin-meuse"
    assert PLACES.find("Corse", "Région").perimeter != "bassin-corse"


def test_threshold_is_a_rule():
    assert PLACES.find("Communes de moins de 3.500 habitants", "Ad-hoc") == Where(
        perimeter="communes-moins-3500",
        definition={
            "name": "communes de moins de 3\u00a0500\u00a0habitants",
            "nature": PerimeterNature.RULE,
            "unit": TerritoryKind.COMMUNE,
            "population_max": 3499,
        },
    )
    assert PLACES.find("EPCI de moins de 15.000 habitants").definition["unit"] == TerritoryKind.EPCI


def test_name_known_as_a_zoning_is_that_zoning():
    assert PLACES.find("Communes littorales") == Where(perimeter="littoral")
