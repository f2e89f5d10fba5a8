"""What people say of the criteria by which an aid compares demands, in words and never as a score."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mec.offers.models import AwardCriterion
from mec.questionnaires.questions import Question
from mec.recommendations.awards import Award, awards_of, questions_of_awards, summary
from mec.recommendations.enums import AwardFit
from tests.factories.offers import OfferFactory


def some_awards(count):
    return [Award(AwardCriterion(), Question(f"{rank}", ""), Question(f"{rank}:note", "")) for rank in range(count)]


def keyed(awards: list[Award], fits):
    return {award.fit.key: fit for award, fit in zip(awards, fits, strict=False) if fit}


@pytest.mark.parametrize(
    ("count", "fits", "words"),
    [
        (4, (), "Personne n’a encore dit comment le projet répond à ces 4\u00a0critères."),
        (1, (), "Personne n’a encore dit comment le projet répond à ce critère."),
        (
            4,
            ("bien", "bien", "en_partie"),
            "Sur 4 critères, le projet répond bien à 2 et en partie à 1. Il en reste 1 à regarder.",
        ),
        (2, ("pas_encore", "bien"), "Sur 2 critères, le projet répond bien à 1 et pas encore à 1."),
        (1, ("bien",), "Sur 1 critère, le projet répond bien à 1."),
    ],
)
def test_answers_are_summed_up_in_words(count, fits, words):
    awards = some_awards(count)

    assert summary(awards, keyed(awards, fits)) == words


@given(st.lists(st.sampled_from([None, *AwardFit.values]), min_size=1, max_size=6), st.randoms())
def test_summary_does_not_depend_on_the_order_of_the_answers(fits, random):
    awards = some_awards(len(fits))
    other = list(fits)
    random.shuffle(other)

    assert summary(awards, keyed(awards, fits)) == summary(awards, keyed(awards, other))


@pytest.mark.django_db
def test_each_criterion_has_its_own_two_questions_wherever_it_stands():
    offer = OfferFactory(code="aide")
    for position, title in ((2, "Durée"), (1, "Place des partenaires")):
        AwardCriterion.objects.create(offer=offer, position=position, title=title)
    keys = [question.key for question in questions_of_awards(awards_of(offer))]

    assert keys == [
        "aide:critere:place-des-partenaires",
        "aide:critere:place-des-partenaires:note",
        "aide:critere:duree",
        "aide:critere:duree:note",
    ]
