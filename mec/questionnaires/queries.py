"""Read answers. Whoever points at a response says who may."""

from mec.questionnaires.models import Answer, Response
from mec.questionnaires.questions import Value


def latest_answers(response: Response | int) -> dict[str, Answer]:
    """Return the answer that counts for each question, with its author, by key; in one query."""
    rows = Answer.objects.filter(response=response).select_related("author").order_by("version")
    return {row.key: row for row in rows}


def current_answers(response: Response | int) -> dict[str, Value]:
    """Return what is answered today, by key; a question whose answer was taken back is absent."""
    return {key: row.value for key, row in latest_answers(response).items() if row.value is not None}
