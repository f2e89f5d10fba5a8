import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from mec.questionnaires.enums import AnswerSource, QuestionKind
from mec.questionnaires.forms import QuestionsForm
from mec.questionnaires.models import Answer
from mec.questionnaires.queries import current_answers, latest_answers
from mec.questionnaires.questions import Question
from mec.questionnaires.services import StaleAnswersError, answer, new_response
from tests.factories.accounts import UserFactory

BEGUN = Question("travaux-commences", "Les travaux ont-ils commencé ?", help="À demander avant.")
PEOPLE = Question("habitants", "Combien d’habitants ?", QuestionKind.NUMBER)
ROLE = Question("role", "Quel rôle ?", QuestionKind.CHOICE, (("chef", "Chef de file"), ("membre", "Membre")))


def say(response, actor=None, source=AnswerSource.TYPED, **values):
    return answer(response, values=values, source=source, actor=actor)


@pytest.mark.django_db
class TestAnswers:
    def test_last_answer_counts_and_the_former_ones_are_kept(self):
        response, ana, bob = new_response(), UserFactory(), UserFactory()

        assert say(response, actor=ana, begun=True, people=1_200) == {"begun": (None, True), "people": (None, 1_200)}
        assert say(response, actor=bob, begun=False, people=1_200) == {"begun": (True, False)}

        assert current_answers(response) == {"begun": False, "people": 1_200}
        assert list(Answer.objects.filter(key="begun").values_list("version", "value", "author")) == [
            (1, True, ana.pk),
            (2, False, bob.pk),
        ]

    def test_answer_can_be_taken_back_and_given_again(self):
        response = new_response()
        say(response, begun=True)

        assert say(response, begun=None) == {"begun": (True, None)}
        assert current_answers(response) == {}
        assert say(response, begun=True) == {"begun": (None, True)}
        assert current_answers(response) == {"begun": True}

    def test_nothing_is_written_for_what_was_never_answered(self):
        assert say(new_response(), begun=None) == {}
        assert not Answer.objects.exists()

    def test_yes_is_not_one(self):
        response = new_response()
        say(response, begun=True)

        assert say(response, begun=1) == {"begun": (True, 1)}

    def test_answer_says_who_gave_it_and_where_it_comes_from(self, django_assert_num_queries):
        response, ana = new_response(), UserFactory()
        say(response, actor=ana, begun=True)
        say(response, source=AnswerSource.PARTNER, people=12)

        with django_assert_num_queries(1):
            found = latest_answers(response)
            assert (found["begun"].author, found["begun"].source) == (ana, "saisie")
            assert (found["people"].author, found["people"].source) == (None, "partenaire")

    def test_responses_do_not_mix(self):
        one, other = new_response(), new_response()
        say(one, begun=True)

        assert current_answers(other) == {}


class TestHistory(TestCase):
    @given(st.lists(st.dictionaries(st.sampled_from("abc"), st.sampled_from([None, True, False, 3, "x"])), max_size=6))
    def test_whatever_the_order_the_last_word_counts(self, said):
        response, expected = new_response(), {}
        for values in said:
            say(response, **values)
            expected |= values

        assert current_answers(response) == {key: value for key, value in expected.items() if value is not None}
        versions = list(Answer.objects.filter(response=response).values_list("key", "version"))
        assert len(versions) == len(set(versions))


class TestForm:
    def form(self, **data):
        return QuestionsForm(data, questions=[BEGUN, PEOPLE, ROLE])

    @pytest.mark.parametrize(
        ("data", "values"),
        [
            ({"travaux-commences": "oui", "habitants": "1 200,5", "role": "chef"}, (True, 1200.5, "chef")),
            ({"travaux-commences": "non", "habitants": "0", "role": ""}, (False, 0.0, None)),
            ({"travaux-commences": "", "habitants": " "}, (None, None)),
            ({}, ()),
        ],
    )
    def test_each_question_that_was_sent_gives_a_value_or_none(self, data, values):
        form = self.form(**data)

        assert form.is_valid(), form.errors
        assert tuple(form.values().values()) == values

    @pytest.mark.parametrize(
        ("data", "message"),
        [
            ({"travaux-commences": "peut-être"}, "Choisissez une des réponses proposées."),
            ({"habitants": "beaucoup"}, "Écrivez un nombre en chiffres, par exemple 1 200,5."),
        ],
    )
    def test_what_cannot_be_read_says_what_to_do(self, data, message):
        form = self.form(**data)

        assert not form.is_valid()
        assert [errors[0] for errors in form.errors.values()] == [message]

    def test_known_answers_stand_in_the_form(self):
        form = QuestionsForm(questions=[BEGUN, PEOPLE], answers={"travaux-commences": False, "habitants": 12})
        html = str(form)

        assert '<input type="radio" name="travaux-commences" value="non" id="id_travaux-commences_1" checked>' in html
        assert 'value="12"' in html
        assert html.count("Je ne sais pas") == 1
        assert "<fieldset" in html
        assert "facultatif)" not in html


@pytest.mark.django_db
class TestSeen:
    """Two people who read the same answers, then write."""

    @pytest.fixture
    def both(self):
        response = new_response()
        say(response, one=True, two="x")
        return response, Answer.objects.latest("pk").pk

    def test_what_was_left_as_it_was_read_stays_as_others_wrote_it(self, both):
        response, seen = both
        say(response, two="y")

        changed = answer(response, values={"one": False, "two": "x"}, source="saisie", seen=seen, actor=None)

        assert changed == {"one": (True, False)}
        assert current_answers(response) == {"one": False, "two": "y"}

    def test_same_answer_changed_by_both_is_refused_and_nothing_is_written(self, both):
        response, seen = both
        say(response, two="y")

        with pytest.raises(StaleAnswersError) as error:
            answer(response, values={"one": False, "two": "z"}, source="saisie", seen=seen, actor=None)

        assert error.value.keys == {"two"}
        assert current_answers(response) == {"one": True, "two": "y"}

    def test_both_saying_the_same_is_no_conflict(self, both):
        response, seen = both
        say(response, two="y")

        assert answer(response, values={"two": "y"}, source="saisie", seen=seen, actor=None) == {}

    def test_answer_given_first_by_somebody_else_is_a_conflict_too(self):
        response = new_response()
        say(response, one=True)

        with pytest.raises(StaleAnswersError):
            answer(response, values={"one": False}, source="saisie", seen=0, actor=None)
