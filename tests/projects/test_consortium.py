"""With whom a project is carried, and what is answered to the questions of its aids."""

import pytest

from mec.core.access import MissingRightError
from mec.core.journal.queries import entries_of, timeline
from mec.projects.enums import ProjectRole, Verb
from mec.projects.queries import answers_of, carriers_of, consortium_of
from mec.projects.services import (
    MOST_IN_CONSORTIUM,
    ConsortiumChangedError,
    ConsortiumTooLargeError,
    answer_questions,
    archive_project,
    leave_consortium,
    set_consortium,
)
from mec.questionnaires.models import Answer, Response
from mec.questionnaires.questions import Question
from tests.factories.projects import add_member, make_draft
from tests.factories.territories import TerritoryFactory

pytestmark = pytest.mark.django_db
BEGUN = Question("travaux-commences", "Les travaux ont-ils commencé ?")


def choose(project, actor, *territories, instead_of=()):
    return set_consortium(project, to=territories, instead_of=[each.key for each in instead_of], actor=actor)


def answer(project, actor, value, *, key=BEGUN.key):
    return answer_questions(project, questions=[BEGUN], values={key: value}, actor=actor)


def written(project, verb):
    return [entry.data for entry in entries_of(project).filter(verb=verb).order_by("pk")]


class TestConsortium:
    def test_it_is_kept_without_the_owner_and_told_in_the_journal(self, project, people, world):
        privas, vals, capca = (world.territories[name] for name in ("privas", "vals", "capca"))

        assert choose(project, people["owner"], privas, vals, capca, vals)
        assert consortium_of(project) == [capca, vals]
        assert carriers_of(project) == [privas, capca, vals]
        assert not choose(project, people["owner"], capca, vals)
        assert choose(project, people["owner"], vals, instead_of=[capca, vals])
        assert written(project, Verb.CONSORTIUM_CHANGED) == [
            {"territories": [[], [vals.key, capca.key]]},
            {"territories": [[vals.key, capca.key], [vals.key]]},
        ]

    def test_second_who_chooses_is_told_what_it_is_now(self, project, people, world):
        vals, bettant = world.territories["vals"], world.territories["bettant"]
        choose(project, people["owner"], vals)

        with pytest.raises(ConsortiumChangedError) as error:
            choose(project, people["owner_admin"], bettant)
        assert error.value.territories == [vals]
        assert consortium_of(project) == [vals]

    def test_one_leaves_whatever_the_others_became(self, project, people, world):
        vals, bettant = world.territories["vals"], world.territories["bettant"]
        choose(project, people["owner"], vals, bettant)

        assert leave_consortium(project, territory=vals, actor=people["owner"])
        assert not leave_consortium(project, territory=vals, actor=people["owner"])
        assert consortium_of(project) == [bettant]

    def test_it_has_a_limit(self, project, people):
        many = TerritoryFactory.create_batch(MOST_IN_CONSORTIUM + 1)

        with pytest.raises(ConsortiumTooLargeError):
            choose(project, people["owner"], *many)
        assert choose(project, people["owner"], *many[1:])


class TestAnswers:
    def test_answer_belongs_to_the_project(self, project, people):
        assert answer(project, people["owner"], value=True)
        assert not answer(project, people["owner_admin"], value=True)
        assert answer(project, people["owner_admin"], value=False)

        found = answers_of(project)[BEGUN.key]
        assert (found.value, found.author, found.source) == (False, people["owner_admin"], "saisie")
        assert written(project, Verb.QUESTIONS_ANSWERED) == [
            {"answers": [[BEGUN.text, None, True]]},
            {"answers": [[BEGUN.text, True, False]]},
        ]

    def test_nothing_is_made_for_nothing(self, project, people):
        assert not answer(project, people["owner"], value=None)
        assert not answer(project, people["owner"], key="autre", value=True)
        assert not Response.objects.exists()

    def test_each_project_has_its_own(self, project, people, world):
        draft = make_draft(world.organizations["privas"], author=people["owner"])
        answer(project, people["owner"], value=True)

        assert answers_of(draft) == {}
        assert answer(draft, people["owner"], value=False)
        assert answers_of(project)[BEGUN.key].value is True

    def test_state_reads_in_the_history_what_was_answered(self, project, people):
        answer(project, people["owner"], value=True)

        assert timeline(people["ddt"], project).filter(verb=Verb.QUESTIONS_ANSWERED).exists()
        assert not timeline(people["neighbour"], project).exists()


def test_only_those_who_edit_the_sheet_write(project, people, world):
    vals, contributor = world.territories["vals"], add_member(project, people["expert"], ProjectRole.CONTRIBUTOR)
    add_member(project, people["invited"], ProjectRole.OBSERVER)
    verbs = (
        lambda actor: choose(project, actor, vals),
        lambda actor: leave_consortium(project, territory=vals, actor=actor),
        lambda actor: answer(project, actor, value=True),
    )
    for name in ("invited", "ddt", "neighbour", "foreign_owner", "staff"):
        for verb in verbs:
            with pytest.raises(MissingRightError):
                verb(people[name])
    for verb in verbs:
        assert verb(contributor)
    archive_project(project, reason="Doublon", actor=people["owner"])
    for verb in verbs:
        with pytest.raises(MissingRightError):
            verb(people["owner"])
    assert Answer.objects.count() == 1
