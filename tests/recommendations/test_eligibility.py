from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mec.offers.calendar import Dates
from mec.offers.entries import BeneficiaryEntry, RequirementEntry
from mec.recommendations.criteria import answer_keys, criteria_of
from mec.recommendations.eligibility import CALENDAR, closed_calendar, eligibility_of, questions_of
from mec.recommendations.enums import EligibilityOutcome, Verdict
from tests.recommendations.test_criteria import facts, offer
from tests.recommendations.test_properties import offers, projects

GROUP = (BeneficiaryEntry("commune", population_min=300_000, of_group=True),)


@given(projects, offers(pk=1))
def test_outcome_is_what_the_criteria_say(project, one_offer):
    found = eligibility_of(one_offer, project)
    verdicts = [criterion.verdict for criterion in found.criteria]
    refused = [criterion for criterion in found.criteria if criterion.verdict == Verdict.NO]

    assert found.criteria == criteria_of(one_offer, project)
    assert (found.outcome == "non_eligible") == (len(refused) > 1 or any(not one.gap for one in refused))
    assert (found.outcome == "presque_eligible") == (len(refused) == 1 and bool(refused[0].gap))
    assert (found.outcome == "a_verifier") == (not refused and Verdict.UNKNOWN in verdicts)
    assert (found.outcome == "eligible") == (set(verdicts) <= {Verdict.YES})
    assert bool(found.gap) == (found.outcome == "presque_eligible")


@given(projects, offers(pk=1))
def test_same_facts_give_the_same_answer(project, one_offer):
    assert eligibility_of(one_offer, project) == eligibility_of(one_offer, replace(project))


@given(projects, offers(pk=1), st.data())
def test_an_answer_never_turns_a_yes_into_a_doubt(project, one_offer, data):
    keys = st.sampled_from(sorted(answer_keys(one_offer) | {"autre"}))
    more = replace(project, answers={**project.answers, data.draw(keys): data.draw(st.booleans())})

    if eligibility_of(one_offer, project).outcome == EligibilityOutcome.YES:
        assert eligibility_of(one_offer, more).outcome != EligibilityOutcome.UNKNOWN


@given(projects, offers(pk=1))
def test_each_question_is_asked_once_and_its_answer_settles_it(project, one_offer):
    questions = questions_of(one_offer, project)
    keys = [question.key for question in questions]

    assert len(keys) == len(set(keys))
    assert set(keys) <= answer_keys(one_offer)
    assert all(question.text and question.help for question in questions)
    answered = eligibility_of(one_offer, replace(project, answers=dict.fromkeys(keys, False)))
    assert [one for one in answered.to_check if one.key] == []
    assert questions_of(one_offer, replace(project, answers=dict.fromkeys(keys, True))) == questions


@given(projects, offers(pk=1))
def test_ignored_criteria_are_left_out_and_the_others_stay_as_they_are(project, one_offer):
    found = eligibility_of(one_offer, project, ignoring={CALENDAR})

    assert found.criteria == tuple(one for one in criteria_of(one_offer, project) if one.code != CALENDAR)
    assert closed_calendar(found) is None


@pytest.mark.parametrize(
    ("people", "outcome", "gap"),
    [
        (300_000, "eligible", ""),
        (299_999, "presque_eligible", "Il manque 1\u00a0habitant\u00a0: associez d’autres collectivités au projet."),
        (
            8_350,
            "presque_eligible",
            "Il manque 291\u202f650\u00a0habitants\u00a0: associez d’autres collectivités au projet.",
        ),
        (None, "a_verifier", ""),
    ],
)
def test_group_meets_a_threshold_or_says_what_is_missing(people, outcome, gap):
    found = eligibility_of(offer(beneficiaries=GROUP), facts(population=None, group_population=people))

    assert (found.outcome, found.gap) == (outcome, gap)


def test_closed_offer_says_what_the_verdict_would_be():
    closed = offer(beneficiaries=GROUP, dates=Dates(closes_on=date(2026, 4, 30)))
    project = facts(population=8_350, today=date(2026, 11, 22))
    found = eligibility_of(closed, project)

    assert found.outcome == "non_eligible"
    assert closed_calendar(found).sentence == "Elle est close depuis le 30\u00a0avril 2026."
    assert eligibility_of(closed, project, ignoring={CALENDAR}).outcome == "presque_eligible"
    assert closed_calendar(eligibility_of(closed, replace(project, today=date(2026, 4, 30)))) is None


def test_question_keeps_its_condition():
    rows = (RequirementEntry("La commune est lauréate.", "L’êtes-vous ?"),)
    (question,) = questions_of(offer(requirements=rows), facts())

    assert (question.key, question.text, question.help) == (
        "o:condition-1",
        "L’êtes-vous ?",
        "La commune est lauréate.",
    )
