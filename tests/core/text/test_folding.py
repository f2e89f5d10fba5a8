import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mec.core.text import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("École", "ecole"),
        ("ÉCOLE", "ecole"),
        ("e\u0301cole", "ecole"),
        ("L’Œuvre", "l'oeuvre"),
        ("l`eau", "l'eau"),
        ("Saint‑Étienne", "saint-etienne"),
        ("co\u00adopération", "cooperation"),
        ("m²", "m2"),
        ("1\u202f000\u00a0€", "1 000 €"),
        ("Straße", "strasse"),
        ("", ""),
    ],
)
def test_fold_known_writings(text, folded):
    assert fold(text) == folded


@given(st.text())
def test_fold_twice_changes_nothing_more(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_fold_does_not_depend_on_how_accents_are_encoded(text):
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))
