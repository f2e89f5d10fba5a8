"""Which projects say too little, and what is asked of them first."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mec.offers.entries import ExpenseEntry
from mec.offers.facts import OfferFacts
from mec.recommendations.catalogue import catalogue_of
from mec.recommendations.clarity import (
    MOST_CONCEPTS,
    concepts_near,
    finds_nothing_alike,
    is_vague,
    likely_topics,
    most_useful_fact,
    objects,
    sentence_about,
)
from mec.recommendations.facts import ProjectFacts
from mec.recommendations.matching import match

CLEAR = ProjectFacts(
    title="Rénover l’école", description="Isoler la toiture de l’école des Tilleuls et changer la chaudière au fioul."
)
EMPTY = ProjectFacts(title="Projet communal", description="On veut faire quelque chose.")


COST, PHASE = {"cost_min": Decimal(1)}, {"phases": frozenset({"etude"})}


def offer(number, **said):
    return OfferFacts(
        number, f"o{number}", f"o{number}", "aide", "financement", "Rénover une école", "État", national=True, **said
    )


@pytest.mark.parametrize(
    ("facts", "vague"),
    [
        (CLEAR, False),
        (EMPTY, True),
        (ProjectFacts(title="Notre lavoir"), True),
        (ProjectFacts(title="Xylophagie", description="Mirliton pampre zinzolin carabistouille"), True),
        (replace(EMPTY, topics=frozenset({"patrimoine"})), True),
    ],
)
def test_text_without_substance_is_vague(facts, vague):
    assert is_vague(facts) == vague


@given(st.text(max_size=200), st.text(max_size=200))
def test_saying_more_of_what_is_clear_never_makes_it_vague(before, after):
    facts = replace(CLEAR, description=f"{before}\n{CLEAR.description}\n{after}")

    assert not is_vague(facts)


def test_declared_topics_are_proposed_else_those_that_are_sure():
    assert likely_topics(replace(CLEAR, topics=frozenset({"patrimoine"}))) == ["patrimoine"]
    assert "economie-denergie" in likely_topics(CLEAR)
    assert likely_topics(ProjectFacts(title="")) == []


def test_concepts_are_those_of_the_topics_that_the_text_does_not_say_yet():
    near = concepts_near(ProjectFacts(title="Notre lavoir"))
    codes = {each.code for each in near}

    assert 0 < len(near) <= MOST_CONCEPTS
    assert "petit-patrimoine" not in codes
    assert all(each.topics[0] == "patrimoine" for each in near)
    assert concepts_near(ProjectFacts(title="")) == []


@given(st.lists(st.sampled_from(sorted(objects())), min_size=1, max_size=3, unique=True))
def test_sentence_says_what_was_ticked(codes):
    concepts = [objects()[code] for code in codes]
    said = sentence_about(concepts)

    assert said.startswith("Le projet concerne\u00a0: ")
    assert all(concept.label[1:] in said for concept in concepts)


@pytest.mark.parametrize(
    ("offers", "known", "asked"),
    [
        (
            [offer(1, phases=frozenset({"etude"})), offer(2, cost_min=Decimal(1)), offer(3, cost_min=Decimal(2))],
            {},
            "cout",
        ),
        ([offer(1, phases=frozenset({"etude"})), offer(2, cost_min=Decimal(1))], {}, "etape"),
        ([offer(1, phases=frozenset({"etude"})), offer(2, cost_min=Decimal(1))], {"phase": "etude"}, "cout"),
        ([offer(1, expenses=(ExpenseEntry("travaux", included=True),))], {}, "depenses"),
        ([offer(1)], {}, ""),
    ],
)
def test_fact_asked_is_the_one_that_settles_the_most_offers(offers, known, asked):
    found = match(replace(CLEAR, **known), catalogue_of(offers))

    assert most_useful_fact(found) == asked


def test_nothing_alike_is_told_apart_from_nothing_open():
    assert finds_nothing_alike(match(replace(CLEAR, title="Zinzolin", description=""), catalogue_of([offer(1)])))
    assert not finds_nothing_alike(match(CLEAR, catalogue_of([offer(1)])))
