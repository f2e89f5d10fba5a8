import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import example, given
from hypothesis import strategies as st

from mec.territories.enums import TerritoryKind
from mec.territories.models import Territory
from mec.territories.queries import search_territories
from mec.territories.services import apply_reference
from tests.factories.territories import subset

CODES = ("07186", "07331", "01041", "42218", "42207", "76575", "01265", "75056", "01185", "76351", "2A004", "97801")

pytestmark = pytest.mark.django_db


@pytest.fixture
def places():
    apply_reference(subset(CODES))


def labels(text, **options):
    return [match.label for match in search_territories(text, **options)]


@pytest.mark.parametrize(
    "text", ["saint etienne", "St-Étienne", "ST ETIENNE", "saint-etienne loire", "st etienne 42", "42000", "42218"]
)
def test_search_finds_saint_etienne_first(places, text):
    assert labels(text)[0] == "Saint-Étienne (Loire, 42000)"


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("privas", "Privas (Ardèche, 07000)"),
        ("PRIV", "Privas (Ardèche, 07000)"),
        ("privas 07", "Privas (Ardèche, 07000)"),
        ("07000", "Privas (Ardèche, 07000)"),
        ("42100", "Saint-Étienne (Loire, 42100)"),
        ("paris 12", "Paris (75)"),
        ("75112", "Paris (75)"),
        ("75012", "Paris (75012)"),
        ("montreal la cluse", "Montréal-la-Cluse (Ain, 01460)"),
        ("mont clu", "Montréal-la-Cluse (Ain, 01460)"),
        ("cluse", "Montréal-la-Cluse (Ain, 01460)"),
        ("havre", "Le Havre (Seine-Maritime, 76600)"),
        ("2a004", "Ajaccio (Corse-du-Sud, 20000)"),
        ("capca", "Communauté d’agglomération Privas Centre Ardèche (Ardèche)"),
        ("communauté d'agglomération privas", "Communauté d’agglomération Privas Centre Ardèche (Ardèche)"),
        ("ardeche", "Ardèche (département)"),
        ("07", "Ardèche (département)"),
        ("auvergne", "Auvergne-Rhône-Alpes (région)"),
        ("saint martin", "Saint-Martin (97150)"),
        ("cormaranche", "Plateau d’Hauteville (Ain, 01110), ex-Cormaranche-en-Bugey"),
        ("france", "France"),
    ],
)
def test_search_ranks_first_what_was_meant(places, text, first):
    assert labels(text)[0] == first


def test_search_tells_overseas_collectivites_from_departements(places):
    assert labels("saint martin", kinds=[TerritoryKind.DEPARTEMENT]) == ["Saint-Martin (outre-mer)"]


def test_search_keeps_the_kinds_asked(places):
    assert labels("privas", kinds=[TerritoryKind.ARRONDISSEMENT]) == ["Privas (Ardèche)"]
    assert labels("privas", kinds=[]) == []


def test_search_returns_each_territory_once(places):
    found = [match.id for match in search_territories("hauteville")]
    assert len(found) == len(set(found)) == 1


def test_search_says_what_was_found(places):
    match = search_territories("privas")[0]
    assert (match.kind, match.code, match.name, match.detail, match.former_name, match.population) == (
        "commune",
        "07186",
        "Privas",
        "Communauté d’agglomération Privas Centre Ardèche",
        "",
        8538,
    )
    assert match.id == Territory.objects.get(kind="commune", code="07186").pk


def test_search_leaves_out_the_ended(places):
    Territory.objects.filter(kind="commune", code="07186").update(valid_until="2020-01-01")
    assert labels("privas", kinds=[TerritoryKind.COMMUNE]) == []


def test_search_returns_at_most_the_limit(places):
    assert len(search_territories("sa", limit=2)) == 2
    assert search_territories("sa", limit=0) == []
    assert len(search_territories("sa", limit=100)) > 2


@pytest.mark.parametrize("text", ["privas", "saint etienne", "zzz", "'; DROP TABLE", "%", "07000"])
def test_search_asks_at_most_two_queries(places, text):
    with CaptureQueriesContext(connection) as queries:
        search_territories(text)
    assert len(queries) <= 2


@given(st.text(max_size=300))
@example("\x00")
@example("'\"`;--%_\\")
@example("🏫" * 50)
@example("é" * 10_000)
@example("a " * 5_000)
@example("100% _")
def test_search_takes_any_text(places, text):
    for match in search_territories(text):
        assert match.label


@given(st.sampled_from(["Privas", "Saint-Étienne", "Montréal-la-Cluse", "Le Havre"]), st.data())
def test_search_finds_a_name_from_any_of_its_beginnings(places, name, data):
    size = data.draw(st.integers(min_value=3, max_value=len(name)))
    assert name in [match.name for match in search_territories(name[:size])]
