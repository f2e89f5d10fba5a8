"""The whole country, loaded once for these tests."""

import pytest
from django.db import connection, transaction
from django.db.models import Count
from django.test.utils import CaptureQueriesContext

from mec.territories.enums import TerritoryKind
from mec.territories.models import CodeAlias, Containment, Perimeter, Territory
from mec.territories.queries import communes_within, departements_of, search_territories, territory_for_code
from mec.territories.search import DEFAULT_KINDS, _run, _start
from mec.territories.services import load_perimeters, load_reference
from mec.territories.words import typed_words

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(scope="module", autouse=True)
def _country(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        load_reference()
        yield
        transaction.set_rollback(True)


def test_country_holds_every_kind():
    counts = dict(Territory.objects.values_list("kind").annotate(Count("pk")))
    assert counts == {
        "commune": 34969,
        "epci": 1255,
        "ept": 11,
        "arrondissement": 333,
        "departement": 109,
        "region": 18,
        "pays": 1,
    }


def test_country_loaded_again_changes_nothing():
    assert load_reference().changed is False
    assert load_reference(check=True).changed is False


def test_every_commune_lies_in_one_departement_and_in_the_country():
    for kind in (TerritoryKind.DEPARTEMENT, TerritoryKind.PAYS):
        rows = Containment.objects.filter(inner__kind=TerritoryKind.COMMUNE, outer__kind=kind, partial=False)
        assert rows.count() == rows.values("inner").distinct().count() == 34969


def test_every_former_code_leads_to_a_commune_of_today():
    assert CodeAlias.objects.count() == 4869
    assert not CodeAlias.objects.filter(territory__valid_until__isnull=False).exists()
    assert territory_for_code("01340").code == "01015"
    assert territory_for_code("75112").name == "Paris"


def test_an_epci_across_departements_has_them_all():
    grand_paris = territory_for_code("200054781")
    assert [row.code for row in departements_of([grand_paris])] == ["75", "91", "92", "93", "94", "95"]
    assert communes_within(grand_paris).count() == 130


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("saint etienne", "Saint-Étienne (Loire, 42000)"),
        ("St-Étienne", "Saint-Étienne (Loire, 42000)"),
        ("ST ETIENNE", "Saint-Étienne (Loire, 42000)"),
        ("42000", "Saint-Étienne (Loire, 42000)"),
        ("42218", "Saint-Étienne (Loire, 42000)"),
        ("privas", "Privas (Ardèche, 07000)"),
        ("bettant", "Bettant (Ain, 01500)"),
        ("paris", "Paris (75)"),
        ("paris 12", "Paris (75)"),
        ("montreal la cluse", "Montréal-la-Cluse (Ain, 01460)"),
        ("saint denis reunion", "Saint-Denis (La Réunion, 97400)"),
        ("le mans", "Le Mans (Sarthe, 72000)"),
        ("labergement clem", "L’Abergement-Clémenciat (Ain, 01400)"),
        ("strasb", "Strasbourg (Bas-Rhin, 67000)"),
        ("hay les roses", "L’Haÿ-les-Roses (Val-de-Marne, 94240)"),
        ("hauteville lompnes", "Plateau d’Hauteville (Ain, 01110), ex-Hauteville-Lompnes"),
        ("noumea", "Nouméa (Nouvelle-Calédonie, 98800)"),
        ("la reunion", "La Réunion (département)"),
        ("martinique", "Martinique (département)"),
        ("y", "Y (Somme, 80190)"),
    ],
)
def test_search_in_the_whole_country_ranks_first_what_was_meant(text, first):
    assert search_territories(text)[0].label == first


@pytest.mark.parametrize("text", ["sa", "sai", "saint", "saint m", "st", "les", "mont", "vill", "07", "42", "cc", "de"])
@pytest.mark.parametrize(
    "kinds", [DEFAULT_KINDS, (TerritoryKind.COMMUNE,), (TerritoryKind.EPCI, TerritoryKind.COMMUNE)]
)
def test_short_list_of_a_common_beginning_gives_what_the_whole_list_would(text, kinds):
    words = typed_words(text)
    whole = list(_run(words, kinds, 10, _start(words)))[:10]
    assert [match.id for match in search_territories(text, kinds=kinds)] == whole


@pytest.mark.parametrize("text", ["privas", "sai", "07000", "montreal la cluse"])
@pytest.mark.parametrize("kinds", [DEFAULT_KINDS, (TerritoryKind.COMMUNE,)])
def test_search_reads_no_large_table_from_end_to_end(text, kinds):
    with CaptureQueriesContext(connection) as queries:
        search_territories(text, kinds=kinds)
    explain = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
    for query in queries.captured_queries:
        with connection.cursor() as cursor:
            cursor.execute(f"{explain} {query['sql']}".replace("%", "%%"), [])
            plan = " ".join(str(cell) for row in cursor.fetchall() for cell in row)
        assert "territories_searchword_unique" in plan
        assert "Seq Scan" not in plan
        assert "SCAN n" not in plan
        assert "SCAN t" not in plan


def test_former_regions_share_out_their_departements_and_make_up_those_of_today():
    load_perimeters()
    former = Perimeter.objects.filter(code__startswith="ancienne-region-")
    members = list(former.values_list("members__code", flat=True))

    assert former.count() == 16
    assert len(members) == len(set(members)) == 65
    regions = Territory.objects.filter(kind=TerritoryKind.REGION, code__in=("27", "28", "32", "44", "75", "76", "84"))
    inside = Containment.objects.filter(outer__in=regions, inner__kind=TerritoryKind.DEPARTEMENT, partial=False)
    assert set(members) == set(inside.values_list("inner__code", flat=True))
