import pytest
from hypothesis import given
from hypothesis import strategies as st

from mec.core.text import Fragment, Span, excerpt, highlight, quotations, spans, tokens

TEXT = (
    "Notre école accueille de plus en plus d’enfants et la cantine est saturée. La commune souhaite construire un "
    "restaurant scolaire à côté du groupe scolaire, avec une cuisine ; la rénovation énergétique de l’école suivra."
)


def test_spans_join_words_of_one_expression():
    text = "la rénovation énergétique de l’école. Énergie"
    assert spans(text, set(tokens("rénover énergétique écoles énergie"))) == [
        Span(3, 36, frozenset({"renov", "energet", "ecol"})),
        Span(38, 45, frozenset({"energ"})),
    ]


@pytest.mark.parametrize("separator", [". ", " : ", " (", "\n", " – ", " et puis avec ou sans "])
def test_spans_do_not_cross_a_break(separator):
    assert len(spans(f"école{separator}rénovée", {"ecol", "renov"})) == 2


def test_quotations_as_written_the_fullest_first():
    terms = set(tokens("Rénovations d’écoles, restaurants scolaires, cantines"))
    assert quotations(TEXT, terms) == ["restaurant scolaire", "école", "cantine", "rénovation"]


def test_quotations_limit():
    assert quotations("Une école, une cantine", {"ecol", "cantin"}, limit=1) == ["école"]


def test_quotations_without_match():
    assert quotations(TEXT, {"piscin"}) == []


def test_highlight_marks_the_words():
    assert highlight("Une école neuve", {"ecol"}) == [
        Fragment("Une ", matched=False),
        Fragment("école", matched=True),
        Fragment(" neuve", matched=False),
    ]


def test_excerpt_of_a_short_text_is_the_text():
    assert excerpt("Une école", {"ecol"}) == [Fragment("Une ", matched=False), Fragment("école", matched=True)]


def test_excerpt_without_match_is_the_beginning():
    assert excerpt(TEXT, {"piscin"}, length=30) == [
        Fragment("Notre école accueille de plus", matched=False),
        Fragment("…", matched=False),
    ]


def test_excerpt_shows_the_passage_with_most_terms():
    found = excerpt(TEXT, {"restaur", "scolair", "ecol"}, length=60)
    assert "".join(fragment.text for fragment in found) == "…un restaurant scolaire à côté du groupe scolaire, avec…"
    assert [fragment.text for fragment in found if fragment.matched] == ["restaurant scolaire", "scolaire"]


@given(st.text(), st.lists(st.sampled_from(["a", "b", "0", "aa"])))
def test_highlight_gives_the_text_back(text, terms):
    assert "".join(fragment.text for fragment in highlight(text, {*tokens(text)[::2], *terms})) == text


@given(st.text(alphabet="abé ’.\n-", max_size=200), st.integers(min_value=1, max_value=60))
def test_excerpt_is_a_passage_of_the_text(text, length):
    terms = set(tokens(text)[-1:])
    found = excerpt(text, terms, length=length)
    passage = "".join(fragment.text for fragment in found if fragment.text != "…")
    assert passage in text
    assert any(fragment.matched for fragment in found) == bool(terms)
