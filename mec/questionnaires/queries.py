"""Read answers. Whoever points at a response says who may."""

from collections.abc import Collection

from mec.core.db import OneOf
from mec.questionnaires.models import Answer, Response
from mec.questionnaires.questions import Value


def latest_answers(response: Response | int) -> dict[str, Answer]:
    """Return the answer that counts for each question, with its author, by key; in one query."""
    rows = Answer.objects.filter(response=response).select_related("author").order_by("version")
    return {row.key: row for row in rows}


def current_answers(response: Response | int) -> dict[str, Value]:
    """Return what is answered today, by key; a question whose answer was taken back is absent."""
    pk = response if isinstance(response, int) else response.pk
    return current_answers_among([pk])[pk]


def current_answers_among(responses: Collection[int]) -> dict[int, dict[str, Value]]:
    """Return likewise for many responses, by id; in one query, or none without a response."""
    found: dict[int, dict[str, Value | None]] = {pk: {} for pk in responses}
    rows = Answer.objects.filter(OneOf("response_id", found)).order_by("version")
    for response, key, value in rows.values_list("response_id", "key", "value"):
        found[response][key] = value
    return {pk: {key: value for key, value in answers.items() if value is not None} for pk, answers in found.items()}
