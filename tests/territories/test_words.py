import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mec.territories.words import abbreviated, acronym, fold, glued, typed_words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Saint-Étienne", "saint etienne"),
        ("St-Étienne", "saint etienne"),
        ("  STE   Foy ", "sainte foy"),
        ("L’Haÿ-les-Roses", "l hay les roses"),
        ("L'Haÿ les roses", "l hay les roses"),
        ("Œuilly", "oeuilly"),
        ("Châlons s/ Marne", "chalons sur marne"),
        ("Paris 12ème", "paris 12e"),
        ("Paris 1er", "paris 1e"),
        ("2A004", "2a004"),
        ("’ - ’", ""),
    ],
)
def test_fold_reads_every_spelling_alike(text, expected):
    assert fold(text) == expected


@given(st.text(max_size=400))
def test_fold_gives_plain_words_and_nothing_else(text):
    assert re.fullmatch(r"([a-z0-9]+( [a-z0-9]+)*)?", fold(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("st", ["st"]),
        ("St ", ["saint"]),
        ("st-etienne", ["saint", "etienne"]),
        ("Bourg St", ["bourg", "st"]),
        ("privas", ["privas"]),
        ("", []),
    ],
)
def test_typed_words_leave_the_last_abbreviation_open(text, expected):
    assert typed_words(text) == expected


def test_glued_joins_what_an_apostrophe_parts():
    assert glued("l abergement d en haut") == ["labergement", "den"]


@pytest.mark.parametrize(
    ("folded", "expected"),
    [
        ("ca privas centre ardeche", "capca"),
        ("cc du pays de lamastre", "ccpl"),
        ("ca seine", ""),
        ("brest metropole oceane", ""),
    ],
)
def test_acronym_takes_the_initials_of_an_epci(folded, expected):
    assert acronym(folded) == expected


@pytest.mark.parametrize(("folded", "expected"), [("saint etienne", "st etienne"), ("privas", "")])
def test_abbreviated_shortens_saints_only(folded, expected):
    assert abbreviated(folded) == expected
