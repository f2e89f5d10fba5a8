"""What is answered to the questions of the aids, once for all that ask the same."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from mec.core.access import require
from mec.core.db import locked
from mec.core.journal.services import record
from mec.projects.enums import EntryAudience, Permission, Verb
from mec.projects.models import Project
from mec.projects.queries import acting_organization
from mec.questionnaires.enums import AnswerSource
from mec.questionnaires.questions import Question, Value
from mec.questionnaires.services import answer, new_response


@transaction.atomic
def answer_questions(
    project: Project,
    *,
    questions: Iterable[Question],
    values: Mapping[str, Value | None],
    seen: int | None = None,
    actor: Any,
) -> bool:
    """Write what was answered, under the key of each question; return whether anything changed.

    None: the person does not know, or no longer. The journal keeps each question in words, before and after. An answer
    to what is not in `questions` is left out. `seen`: `last_answer_of` when the person read the answers; then it raises
    StaleAnswersError, having written nothing, when somebody changed one of those that they change.
    """
    require(actor, Permission.EDIT, project)
    asked = {question.key: question for question in questions}
    given = {key: value for key, value in values.items() if key in asked}
    current = locked(Project.objects.filter(pk=project.pk)).get()
    if current.response is None:
        if all(value is None for value in given.values()):
            return False
        current.response = new_response()
        Project.objects.filter(pk=project.pk).update(response=current.response)
    changed = answer(current.response, values=given, source=AnswerSource.TYPED, seen=seen, actor=actor)
    project.response = current.response
    if changed:
        record(
            actor,
            Verb.QUESTIONS_ANSWERED,
            project,
            audience=EntryAudience.MEMBERS,
            behalf=acting_organization(actor, project),
            data={"answers": [[asked[key].text, *map(asked[key].said, move)] for key, move in changed.items()]},
        )
    return bool(changed)
