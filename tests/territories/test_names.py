import pytest
from hypothesis import given
from hypothesis import strategies as st

from mec.territories.enums import TerritoryKind
from mec.territories.names import Liaison, guess_liaison, of_name, of_territory, spelled_out, without_article


@pytest.mark.parametrize(
    ("name", "liaison", "expected"),
    [
        ("Privas", 0, "de Privas"),
        ("Aubenas", 1, "d’Aubenas"),
        ("Le Havre", 2, "du Havre"),
        ("La Rochelle", 3, "de La Rochelle"),
        ("Les Mureaux", 4, "des Mureaux"),
        ("L’Abergement-Clémenciat", 5, "de l’Abergement-Clémenciat"),
        ("Aux Marais", 6, "des Marais"),
        ("Las Illas", 7, "de las Illas"),
        ("Los Masos", 8, "de los Masos"),
        ("Ardèche", 5, "de l’Ardèche"),
        ("Rhône", 2, "du Rhône"),
        ("Landes", 4, "des Landes"),
        ("Drôme", 3, "de la Drôme"),
        ("La Réunion", 0, "de La Réunion"),
        ("Île-de-France", 1, "d’Île-de-France"),
    ],
)
def test_of_name_follows_the_article(name, liaison, expected):
    assert of_name(name, liaison) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("CA Privas Centre Ardèche", "Communauté d’agglomération Privas Centre Ardèche"),
        ("CC du Pays de Lamastre", "Communauté de communes du Pays de Lamastre"),
        ("CU d’Arras", "Communauté urbaine d’Arras"),
        ("Brest Métropole", "Brest Métropole"),
    ],
)
def test_spelled_out_replaces_the_abbreviation_of_an_epci(name, expected):
    assert spelled_out(name, TerritoryKind.EPCI) == expected


def test_spelled_out_leaves_a_commune_alone():
    assert spelled_out("CC les Bains", TerritoryKind.COMMUNE) == "CC les Bains"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("CA Privas Centre Ardèche", "de la communauté d’agglomération Privas Centre Ardèche"),
        ("Métropole de Lyon", "de la métropole de Lyon"),
        ("Brest Métropole", "de Brest Métropole"),
    ],
)
def test_of_territory_names_an_epci_in_a_sentence(name, expected):
    assert of_territory(name, Liaison.NONE, TerritoryKind.EPCI) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("La Foa", Liaison.LA),
        ("Le Mont-Dore", Liaison.LE),
        ("L’Île-des-Pins", Liaison.L),
        ("Arue", Liaison.ELISION),
        ("Île Longue", Liaison.ELISION),
        ("Yaté", Liaison.NONE),
        ("Nouméa", Liaison.NONE),
    ],
)
def test_guess_liaison_reads_the_name(name, expected):
    assert guess_liaison(name) is expected


@pytest.mark.parametrize(("name", "liaison", "expected"), [("Le Havre", 2, "Havre"), ("Ardèche", 5, "Ardèche")])
def test_without_article_keeps_the_rest(name, liaison, expected):
    assert without_article(name, liaison) == expected


@given(name=st.text(min_size=1, max_size=60), liaison=st.sampled_from(list(Liaison)))
def test_of_name_always_ends_with_the_name_without_its_article(name, liaison):
    assert of_name(name, liaison).endswith(without_article(name, liaison))
