import json
import os

import pytest

from mec.territories import build as builder
from mec.territories.reference import AliasLine, CommuneLine, GroupLine, read

FILES = {
    "communes": [
        {
            "code": "01185",
            "nom": "Plateau d'Hauteville",
            "typeLiaison": 0,
            "arrondissement": "011",
            "departement": "01",
            "type": "commune-actuelle",
            "anciensCodes": ["01122", "01417"],
            "siren": "200086122",
            "codesPostaux": ["01110"],
            "population": 4857,
        },
        {"code": "01185", "nom": "Hauteville-Lompnes", "type": "commune-deleguee", "chefLieu": "01185"},
        {"code": "01122", "nom": "Cormaranche-en-Bugey", "type": "commune-deleguee", "chefLieu": "01185"},
        {
            "code": "98411",
            "nom": "Îles Saint-Paul  et Nouvelle-Amsterdam",
            "departement": "984",
            "type": "commune-actuelle",
        },
        {"code": "75056", "nom": "Paris", "typeLiaison": 0, "departement": "75", "type": "commune-actuelle"},
        {"code": "75112", "nom": "Paris 12e Arrondissement", "type": "arrondissement-municipal", "commune": "75056"},
    ],
    "epci": [{"code": "200000001", "nom": "CC Bugey", "membres": [{"code": "01185"}]}],
    "ept": [],
    "arrondissements": [{"code": "011", "nom": "Belley", "typeLiaison": 0, "departement": "01"}],
    "departements": [
        {"code": "01", "nom": "Ain", "typeLiaison": 5, "region": "84", "zone": "metro"},
        {"code": "984", "nom": "Terres australes", "typeLiaison": 0, "region": "984", "zone": "com"},
    ],
    "regions": [
        {"code": "84", "nom": "Auvergne-Rhône-Alpes", "typeLiaison": 1, "zone": "metro"},
        {"code": "984", "nom": "Terres australes", "typeLiaison": 0, "zone": "com"},
    ],
}


@pytest.fixture
def package(tmp_path):
    (tmp_path / "data").mkdir()
    for name, lines in FILES.items():
        (tmp_path / "data" / f"{name}.json").write_text(json.dumps(lines), encoding="utf-8")
    (tmp_path / "package.json").write_text('{"version": "6.0.0"}', encoding="utf-8")
    os.utime(tmp_path / "package.json", (1_773_014_400, 1_773_014_400))
    (tmp_path / "README.md").write_text("| 2026  | 6.0.0 | `npm install` |", encoding="utf-8")
    return tmp_path


def test_build_keeps_what_a_commune_belongs_to(package):
    assert builder.build(package).communes[0] == CommuneLine(
        "01185", "Plateau d’Hauteville", "0", "200086122", "4857", "01", "011", "200000001", "", "01110"
    )


def test_build_guesses_the_article_that_the_package_leaves_out(package):
    assert builder.build(package).communes[1] == CommuneLine(
        "98411", "Îles Saint-Paul et Nouvelle-Amsterdam", "1", "", "", "984", "", "", "", ""
    )


def test_build_makes_each_former_code_lead_to_one_commune(package):
    assert sorted(builder.build(package).aliases, key=lambda line: line.code) == [
        AliasLine("01122", "01185", "deleguee", "Cormaranche-en-Bugey"),
        AliasLine("01185", "01185", "deleguee", "Hauteville-Lompnes"),
        AliasLine("01417", "01185", "ancienne", ""),
        AliasLine("75112", "75056", "arrondissement_municipal", "Paris 12e Arrondissement"),
    ]


def test_build_gives_overseas_collectivites_no_region(package):
    groups = builder.build(package).groups
    assert groups["region"] == [GroupLine("84", "Auvergne-Rhône-Alpes", "1", "")]
    assert groups["departement"] == [
        GroupLine("01", "Ain", "5", "84"),
        GroupLine("984", "Terres australes", "4", ""),
    ]


def test_build_dates_the_edition(package):
    reference = builder.build(package)
    assert (reference.edition, reference.header["date"]) == ("2026 (6.0.0)", "2026-03-09")


def test_build_refuses_a_package_of_unknown_year(package):
    (package / "README.md").write_text("| 2025 | 5.0.0 |", encoding="utf-8")
    with pytest.raises(ValueError, match=r"6\.0\.0"):
        builder.build(package)


def test_main_writes_the_file(package, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(builder, "DATA_FILE", tmp_path / "territories.tsv.gz")
    assert builder.main([str(package)]) == 0
    assert len(read(tmp_path / "territories.tsv.gz").communes) == 3
    assert capsys.readouterr().out == "territories.tsv.gz : édition 2026 (6.0.0), 3 communes, 4 anciens codes, 0 Ko\n"


def test_main_says_how_it_is_used(capsys):
    assert builder.main([]) == 2
    assert capsys.readouterr().err == "usage : python -m mec.territories.build DOSSIER_DU_PAQUET_NPM\n"
