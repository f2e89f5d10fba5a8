import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mec.core.text import Token, analyse, fold, stem, tokens
from mec.core.text.analyser import LONGEST_TERM
from mec.core.text.stopwords import STOP_WORDS


@pytest.mark.parametrize(
    "writings",
    [
        ("rénovation", "rénovations", "rénover", "rénové", "rénovée", "rénovées", "renovation", "RÉNOVATION"),
        ("école", "écoles", "l’école", "l'école", "ECOLES", "e\u0301cole"),
        ("vélo", "vélos"),
        ("rue", "rues"),
        ("musée", "musées"),
        ("eau", "eaux"),
        ("lieu", "lieux"),
        ("local", "locaux"),
        ("abri", "abris"),
        ("EPCI", "epci", "EPCIs", "E.P.C.I."),
        ("AEP", "A.E.P.", "A.E.P", "aep"),
        ("agent", "agent·e·s", "agents"),
        ("bâtiment", "bâtiment(s)"),
    ],
)
def test_tokens_writings_of_one_word(writings):
    assert [tokens(writing) for writing in writings] == [tokens(writings[0])] * len(writings)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("", []),
        ("de la l’ et d'une", []),
        ("qu’il y a aujourd’hui", []),
        ("Rénovation de l’école", ["renov", "ecol"]),
        ("Saint-Étienne", ["saint", "etien"]),
        ("STEP de 3500 EH", ["step", "3500", "eh"]),
        ("la D104 et l’A7", ["d104", "a7"]),
        ("confort d’été", ["confort", "ete"]),
        ("plan B", ["plan"]),
        ("école_élémentaire", ["ecol", "elementair"]),
    ],
)
def test_tokens_known_texts(text, terms):
    assert tokens(text) == terms


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("le PAS du Morvan", ["pas", "morvan"]),
        ("il n’y a pas de neige", ["neig"]),
        ("AIDE POUR LES COMMUNES", ["aid", "commun"]),
        ("PAS", ["pas"]),
        ("L’école", ["ecol"]),
    ],
)
def test_tokens_grammar_word_in_capitals(text, terms):
    assert tokens(text) == terms


@pytest.mark.parametrize(
    "acronym",
    [
        "AEP",
        "PMR",
        "STEP",
        "DETR",
        "DSIL",
        "CRTE",
        "EPCI",
        "PLUi",
        "PVD",
        "ZAN",
        "CEE",
        "CCAS",
        "SDIS",
        "SCoT",
    ],
)
def test_tokens_keep_acronyms(acronym):
    assert tokens(f"Projet {acronym} de la commune") == ["projet", acronym.lower(), "commun"]


def test_analyse_positions():
    text = "Réno\u00advation de l’école A.E.P."
    found = analyse(text)
    assert [(token.term, text[token.start : token.end]) for token in found] == [
        ("renov", "Réno\u00advation"),
        ("ecol", "école"),
        ("aep", "A.E.P."),
    ]
    assert found[1] == Token("ecol", 17, 22)


def test_stop_words_are_folded():
    assert {fold(word) for word in STOP_WORDS} == STOP_WORDS


def test_stem_of_a_grammar_word():
    assert stem("notre") == "notr"


@given(st.text())
def test_tokens_are_plain_terms(text):
    for token in analyse(text):
        assert token.term.isalnum()
        assert len(token.term) <= LONGEST_TERM
        assert 0 <= token.start < token.end <= len(text)
    assert tokens(text) == [token.term for token in analyse(text)]


def test_tokens_of_ten_thousand_noises_never_raise():
    source = random.Random(7)  # noqa: S311 -- reproducible noise
    ranges = [(0, 0x7F), (0, 0x2FF), (0x300, 0x36F), (0x2000, 0x206F), (0xD800, 0xDFFF), (0, 0x10FFFF)]
    for _ in range(10_000):
        low, high = source.choice(ranges)
        noise = "".join(chr(source.randint(low, high)) for _ in range(source.randint(0, 40)))
        assert "" not in tokens(noise)


def test_tokens_of_a_very_long_word():
    assert tokens("1" * 100_000) == ["1" * LONGEST_TERM]
