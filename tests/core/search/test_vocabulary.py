import pytest

from mec.core.search.services import index_documents
from mec.core.search.vocabulary import completions, corrections, terms_starting_with
from mec.core.search.weighing import Source
from mec.territories.models import Territory

pytestmark = pytest.mark.django_db


@pytest.fixture
def vocabulary():
    texts = ["columbarium communal", "rénovation communale", "rénovation de la commune", "ingénieur", "ingénierie"]
    index_documents(
        kind="projet", sources=[Source(number, {"title": (text, 1)}) for number, text in enumerate(texts, 1)]
    )


@pytest.mark.parametrize(
    ("beginning", "found"),
    [
        ("co", ["communal", "columbarium", "commun"]),
        ("Com", ["communal", "commun"]),
        ("Réno", ["renov"]),
        ("c", []),
        ("", []),
        ("zz", []),
    ],
)
def test_terms_starting_with(vocabulary, beginning, found):
    assert terms_starting_with("projet", beginning) == found


def test_terms_starting_with_is_of_one_kind(vocabulary):
    assert terms_starting_with("aide", "com") == []


def test_terms_starting_with_limit(vocabulary):
    assert terms_starting_with("projet", "co", limit=1) == ["communal"]


@pytest.mark.parametrize(("beginning", "found"), [("réno", ["renov"]), ("rénovati", ["renov"]), ("xy", []), ("x", [])])
def test_completions(vocabulary, beginning, found):
    assert completions("projet", beginning) == found


@pytest.mark.parametrize(
    ("term", "found"),
    [
        ("colombarium", ["columbarium"]),
        ("ingenierr", ["ingenier", "ingenieur"]),
        ("olumbarium", []),
        ("com", []),
        ("cz", []),
    ],
)
def test_corrections(vocabulary, term, found):
    assert list(corrections("projet", [term])) == found


def test_corrections_say_how_alike(vocabulary):
    assert corrections("projet", ["ingenierr"]) == {"ingenier": 16 / 17, "ingenieur": 16 / 18}


def test_vocabulary_within_holds_only_its_words(vocabulary):
    Territory.objects.create(pk=4, kind="commune", code="4", name="Quatre")
    within = Territory.objects.all()
    assert terms_starting_with("projet", "co", within=within) == []
    assert completions("projet", "rénovati", within=within) == []
    assert list(corrections("projet", ["ingenierr", "colombarium"], within=within)) == ["ingenieur"]


def test_holders_of_many_terms_within():
    words = [f"mot{number}" for number in range(50)]
    index_documents(kind="projet", sources=[Source(number, {"title": (" ".join(words), 1)}) for number in (1, 2)])
    Territory.objects.create(pk=2, kind="commune", code="2", name="Deux")
    assert terms_starting_with("projet", "mot", within=Territory.objects.all(), limit=99) == sorted(words)
    assert terms_starting_with("projet", "mot", within=Territory.objects.none()) == []
