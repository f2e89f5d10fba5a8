from mec.core.text import tokens
from mec.taxonomy.referential import label_of, referential


def test_referential_holds_nine_themes_and_their_87_categories():
    topics = referential().topics
    themes = [entry for entry in topics if not entry.parent]

    assert (len(themes), len(topics) - len(themes)) == (9, 87)
    assert {entry.parent for entry in topics} - {""} == {entry.code for entry in themes}


def test_referential_codes_are_unique():
    codes = [entry.code for entry in referential().topics]

    assert len(set(codes)) == len(codes)


def test_referential_names_its_source_and_date():
    assert referential().source == "Aides-territoires, thématiques et catégories"
    assert referential().read_on.year >= 2026


def test_referential_expressions_all_carry_meaning():
    silent = [
        (entry.code, expression)
        for entry in referential().topics
        for expression in entry.expressions
        if not tokens(expression)
    ]

    assert silent == []


def test_label_of_gives_back_an_unknown_code():
    assert (label_of("friche"), label_of("inconnue")) == ("Friche", "inconnue")
