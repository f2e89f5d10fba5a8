"""Which words of a project say something of it."""

import pytest

from mec.recommendations.facts import OfferFacts, ProjectFacts
from mec.recommendations.relevance import Index, question_of


def quotes(project, *offers):
    """What the first offer is told to share with the project, among offers that share nothing."""
    others = [f"Autre sujet {number}" for number in range(6)]
    facts = [
        OfferFacts(number, str(number), str(number), kind="aide", need="financement", title=title, backer="L’État")
        for number, title in enumerate([*offers, *others])
    ]
    return Index(facts).relevance(facts[0], question_of(ProjectFacts(title=project))).quotes


@pytest.mark.parametrize(
    "word", ["recommande", "choisir", "plan", "œuvre", "trois ans", "remplacer", "2019", "chiffré", "prêts"]
)
def test_word_that_any_project_could_write_is_not_quoted(word):
    assert quotes(f"Projet : {word}", f"Offre : {word}") == ()


@pytest.mark.parametrize("word", ["école", "chaudière", "bibliothèque", "cours d’eau", "maîtrise d’ouvrage"])
def test_word_that_names_a_subject_is_quoted(word):
    assert quotes(f"Projet : {word}", f"Offre : {word}") == (word,)


def test_half_of_a_compound_is_not_quoted():
    assert quotes("Trouver un maître d’œuvre", "Mettre en œuvre un plan") == ()
    assert quotes("Trouver un maître d’œuvre", "Aider les maîtres d’œuvre") == ("maître d’œuvre",)
