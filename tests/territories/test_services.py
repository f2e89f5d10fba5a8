from dataclasses import replace
from datetime import date

import pytest

from mec.territories.models import CodeAlias, Containment, PostalCode, ReferenceLoad, SearchWord, Territory
from mec.territories.queries import communes_within, search_territories, territory_for_code
from mec.territories.reference import AliasLine, write
from mec.territories.services import apply_reference, load_reference
from tests.factories.territories import ARDECHE_CODES, subset

pytestmark = pytest.mark.django_db


@pytest.fixture
def small():
    return subset(ARDECHE_CODES)


@pytest.fixture
def path(small, tmp_path):
    write(small, tmp_path / "territories.tsv.gz")
    return tmp_path / "territories.tsv.gz"


def state():
    return [
        list(model.objects.order_by("pk").values_list())
        for model in (Territory, Containment, PostalCode, CodeAlias, SearchWord)
    ]


def test_load_reference_fills_everything(path):
    report = load_reference(path=path)
    assert (report.created, report.updated, report.ended, report.changed) == (13, 0, 0, True)
    privas = Territory.objects.get(kind="commune", code="07186")
    assert (privas.name, privas.siren, privas.population, privas.valid_until) == ("Privas", "210701868", 8538, None)
    assert set(privas.containments_out.values_list("outer__kind", "outer__code", "partial")) == {
        ("commune", "07186", False),
        ("epci", "200071413", False),
        ("arrondissement", "072", False),
        ("departement", "07", False),
        ("region", "84", False),
        ("pays", "FR", False),
    }
    assert list(privas.postal_codes.values_list("code", flat=True)) == ["07000"]


def test_load_reference_twice_changes_nothing(path):
    load_reference(path=path)
    before = state()
    assert load_reference(path=path).changed is False
    assert load_reference(path=path, check=True).changed is False
    assert state() == before
    assert ReferenceLoad.objects.count() == 1


def test_load_reference_checks_a_known_edition_only_when_asked(path):
    load_reference(path=path)
    Territory.objects.filter(code="07186").update(name="Abîmé")
    assert load_reference(path=path).changed is False
    assert load_reference(path=path, check=True).updated == 1
    assert Territory.objects.get(kind="commune", code="07186").name == "Privas"


def test_load_reference_tells_its_progress(path):
    said = []
    load_reference(path=path, say=said.append)
    assert said[:2] == ["Référentiel des territoires, édition 2026 (6.0.0).", "13 territoires."]


def test_apply_reference_ends_a_commune_that_merged_without_losing_its_place(small):
    apply_reference(small)
    vals = Territory.objects.get(kind="commune", code="07331")
    merged = replace(
        small,
        header=small.header | {"millesime": "2027"},
        communes=[line for line in small.communes if line.code != "07331"],
        aliases=[*small.aliases, AliasLine("07331", "07186", "deleguee", "Vals-les-Bains")],
        digest="2027",
    )
    assert apply_reference(merged).ended == 1
    vals.refresh_from_db()
    ardeche = Territory.objects.get(kind="departement", code="07")
    assert vals.valid_until == date(2027, 1, 1)
    assert Containment.objects.filter(inner=vals, outer=ardeche).exists()
    assert [row.code for row in communes_within(ardeche)] == ["07186"]
    assert territory_for_code("07331") == Territory.objects.get(kind="commune", code="07186")
    assert [match.label for match in search_territories("vals les bains")] == [
        "Privas (Ardèche, 07000), ex-Vals-les-Bains"
    ]
    assert apply_reference(merged).changed is False


def test_apply_reference_brings_back_a_commune_that_split_again(small):
    apply_reference(small)
    apply_reference(replace(small, communes=[line for line in small.communes if line.code != "07331"], digest="less"))
    apply_reference(replace(small, digest="back"))
    assert Territory.objects.get(kind="commune", code="07331").valid_until is None


def test_apply_reference_moves_a_commune_to_another_epci(small):
    apply_reference(small)
    moved = [replace(line, epci="200071413") if line.code == "07331" else line for line in small.communes]
    apply_reference(replace(small, communes=moved, digest="moved"))
    capca = Territory.objects.get(kind="epci", code="200071413")
    assert [row.code for row in communes_within(capca)] == ["07186", "07331"]
    vals = Territory.objects.get(kind="commune", code="07331")
    assert list(vals.containments_out.filter(outer__kind="epci").values_list("outer__code", flat=True)) == ["200071413"]
