"""The thesaurus is whole, and reads a text as people write it."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mec.core.text import fold, tokens
from mec.core.text.analyser import LONGEST_TERM
from mec.taxonomy.referential import referential
from mec.taxonomy.thesaurus import (
    CATEGORY,
    INTERVENTION,
    OBJECT,
    VOCABULARIES,
    concept_term,
    false_friends,
    shipped_concepts,
    thesaurus,
    topic_term,
    weighed_concepts,
)
from mec.taxonomy.vocabularies import vocabularies

CONCEPTS = shipped_concepts()
SAID = [
    (concept.code, expression) for concept in CONCEPTS for expression in concept.expressions if concept.kind != CATEGORY
]


def mentioned(text):
    return {mention.concept for mention in thesaurus().mentions(text)}


def test_codes_are_unique_and_fit_in_a_term_of_the_index():
    codes = Counter(concept.code for concept in CONCEPTS)

    assert [code for code, count in codes.items() if count > 1] == []
    terms = [concept_term(concept.code) for concept in CONCEPTS if concept.kind != CATEGORY]
    assert [term for term in terms if len(term) > LONGEST_TERM] == []
    topics = {topic_term(entry.code)[:LONGEST_TERM] for entry in referential().topics if entry.parent}
    assert len(topics) == sum(bool(entry.parent) for entry in referential().topics)


def test_every_reference_leads_somewhere():
    codes = {concept.code for concept in CONCEPTS}
    categories = {entry.code for entry in referential().topics if entry.parent}

    for concept in CONCEPTS:
        assert {*concept.broader, *concept.near} <= codes, concept.code
        assert set(concept.topics) <= categories, concept.code
        assert concept.kind in (OBJECT, INTERVENTION, CATEGORY)
        assert bool(concept.topics) or concept.kind == INTERVENTION, concept.code
        for name in VOCABULARIES:
            assert set(concept.labels.get(name, ())) <= vocabularies()[name].labels.keys(), (concept.code, name)


@pytest.mark.parametrize("name", ["sites", "interventions"])
def test_every_label_of_a_closed_vocabulary_can_be_guessed(name):
    proved = {label for concept in CONCEPTS for label in concept.labels.get(name, ())}

    assert vocabularies()[name].labels.keys() - proved == set()


def test_every_expression_says_something():
    assert [expression for _, expression in SAID if not tokens(expression)] == []


@given(st.sampled_from(SAID))
def test_an_expression_means_its_concept_wherever_it_stands(said):
    code, expression = said

    assert code in mentioned(expression)
    assert code in mentioned(f"Nous voulons : {expression}.")


def test_the_longest_expression_wins_among_objects():
    assert "ecole" not in " ".join(mentioned("Végétaliser la cour d’école")).split()
    assert mentioned("cour d’école") & mentioned("cour de l’école")


def test_what_is_done_hides_nothing_of_what_it_is_done_to():
    done, alone = mentioned("Rénovation de la médiathèque"), mentioned("La médiathèque")

    assert alone <= done
    assert {thesaurus().concepts[code].kind for code in done - alone} == {INTERVENTION}


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("Soutenir les associations", "mouvement-de-terrain"),
        ("La commune d’environ 300 habitants, comme on peut le voir", "biodiversite"),
        ("Les acteurs locaux du secteur", "batiment-public"),
        ("Une démarche collective", "collecte-des-dechets"),
        ("La piscine a fermé", "agriculture"),
        ("Des familles isolées", "isolation-thermique"),
        ("Les maires du canton", "mairie"),
        ("Un restaurant", "restaurer-patrimoine"),
    ],
)
def test_a_word_of_the_same_root_is_not_taken_for_the_thing(text, concept):
    assert concept in thesaurus().concepts
    assert concept not in mentioned(text)


def test_an_accent_can_tell_two_words_apart():
    assert "agriculture" in mentioned("La ferme du village")


def test_no_expression_goes_from_a_sentence_to_the_next():
    assert "cour-ecole" in mentioned("Refaire les abords de l’école")
    assert "cour-ecole" not in mentioned("Refaire les abords. L’école attendra.")
    assert "cour-ecole" not in mentioned("Refaire les abords\nL’école attendra.")


def test_the_name_of_a_street_is_not_taken_for_the_thing():
    assert "petit-patrimoine" in mentioned("Ouvrir une rue au moulin")
    assert "petit-patrimoine" not in mentioned("Refaire la rue du Moulin")
    assert "marche-et-halle" in mentioned("Couvrir la place du marché")
    assert "marche-et-halle" not in mentioned("Enrober la rue du Marché")


@pytest.mark.parametrize("word", ["rocher", "verger", "foyer"])
def test_a_noun_that_looks_like_a_verb_keeps_its_plural(word):
    assert mentioned(f"Un {word}") == mentioned(f"Des {word}s") != set()


def test_false_friends_are_no_expression_of_anything():
    assert [said for said in SAID if fold(said[1]) in false_friends()] == []


@given(st.text(max_size=200))
def test_mentions_of_any_text_stand_in_it(text):
    for mention in thesaurus().mentions(text):
        assert 0 <= mention.start < mention.end <= len(text)
        assert 0 < mention.weight <= 1


def test_terms_hold_the_concept_what_contains_it_and_its_topics():
    [(code, weight)] = weighed_concepts([("lavoir", 2.0)]).items()
    concept = thesaurus().concepts[code]

    terms = thesaurus().terms({code: weight})

    assert terms[concept_term(code)] == weight == 2.0
    assert terms[topic_term(concept.topics[0])] > terms.get(topic_term(concept.topics[-1]), 0) / 2
    assert set(terms) >= {concept_term(other) for other in (*concept.broader, *concept.near)}
