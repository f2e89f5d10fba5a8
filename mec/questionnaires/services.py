"""Answer questions. Whoever owns the response has checked the right to."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction

from mec.core.db import StaleVersionError, locked
from mec.questionnaires.enums import AnswerSource
from mec.questionnaires.models import Answer, Response
from mec.questionnaires.questions import Value


def new_response() -> Response:
    return Response.objects.create()


class StaleAnswersError(StaleVersionError):
    """Somebody gave another answer to the same questions, since the person read them; `keys` says which."""

    def __init__(self, keys: Collection[str]) -> None:
        super().__init__(sorted(keys))
        self.keys = frozenset(keys)


@transaction.atomic
def answer(
    response: Response,
    *,
    values: Mapping[str, Value | None],
    source: AnswerSource,
    seen: int | None = None,
    actor: Any,
) -> dict[str, tuple[Value | None, Value | None]]:
    """Write a version of each answer that differs from the last one; return those, as (before, after) by key.

    None takes an answer back: "je ne sais pas". What is not in `values` stays as it is. `actor` is None for what no
    person gave. `seen`: id of the last answer that the person had read, 0 for none; what they left as they read it
    stays as others wrote it since. Raises StaleAnswersError, having written nothing, when both changed one answer.
    """
    locked(Response.objects.filter(pk=response.pk)).get()
    rows = list(Answer.objects.filter(response=response).order_by("version"))
    known = {row.key: row for row in rows}
    if seen is not None:
        read = {row.key: row for row in rows if row.pk <= seen}
        values = {key: value for key, value in values.items() if not _same(read, key, value)}
        late = [key for key in values.keys() & known.keys() if known[key].pk > seen]
        if stale := [key for key in late if not _same(known, key, values[key])]:
            raise StaleAnswersError(stale)
    changed = {key: (_value(known, key), value) for key, value in values.items() if not _same(known, key, value)}
    Answer.objects.bulk_create(
        Answer(
            response=response,
            key=key,
            value=after,
            source=source,
            version=known[key].version + 1 if key in known else 1,
            author=actor,
        )
        for key, (_, after) in changed.items()
    )
    return changed


def _value(known: Mapping[str, Answer], key: str) -> Value | None:
    return known[key].value if key in known else None


def _same(known: Mapping[str, Answer], key: str, value: Value | None) -> bool:
    """Yes is not 1, for whoever reads the answer."""
    before = _value(known, key)
    return type(before) is type(value) and before == value
