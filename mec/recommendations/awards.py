"""How a project stands before the criteria by which an offer compares demands: its people say, nothing scores it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.text import slugify

from mec.core.ui.french import NBSP, listed
from mec.offers.models import AwardCriterion, Offer
from mec.questionnaires.enums import QuestionKind
from mec.questionnaires.questions import Question, Value
from mec.recommendations.enums import AwardFit

_LONGEST_TITLE = 100
_WORDS = {AwardFit.WELL: "bien à", AwardFit.PARTLY: "en partie à", AwardFit.NOT_YET: "pas encore à"}


@dataclass(frozen=True)
class Award:
    """One criterion, and the two questions it asks: how well, and what to write."""

    criterion: AwardCriterion
    fit: Question
    note: Question


def awards_of(offer: Offer) -> list[Award]:
    """Return the criteria in the order of the offer. The keys hold their title: its place in the list may change."""
    rows = sorted(offer.award_criteria.all(), key=lambda row: row.position)
    return [_award(offer, row) for row in rows]


def questions_of_awards(awards: Iterable[Award]) -> list[Question]:
    return [question for award in awards for question in (award.fit, award.note)]


def summary(awards: Iterable[Award], answers: Mapping[str, Value | None]) -> str:
    """Return "Sur 4 critères, le projet répond bien à 2 et en partie à 1. Il en reste 1 à regarder."."""
    keys = [award.fit.key for award in awards]
    counts = Counter(AwardFit(str(answers[key])) for key in keys if answers.get(key) is not None)
    left = len(keys) - counts.total()
    if not counts:
        return f"Personne n’a encore dit comment le projet répond {_criteria(len(keys))}."
    said = listed([f"{words} {counts[fit]}" for fit, words in _WORDS.items() if counts[fit]])
    rest = f" Il en reste {left} à regarder." if left else ""
    return f"Sur {len(keys)} critère{'s' if len(keys) > 1 else ''}, le projet répond {said}.{rest}"


def _criteria(count: int) -> str:
    return f"à ces {count}{NBSP}critères" if count > 1 else "à ce critère"


def _award(offer: Offer, row: AwardCriterion) -> Award:
    key = f"{offer.code}:critere:{slugify(row.title)[:_LONGEST_TITLE]}"
    return Award(
        criterion=row,
        fit=Question(key, f"{row.title}{NBSP}: comment votre projet y répond-il{NBSP}?", QuestionKind.CHOICE, _CHOICES),
        note=Question(f"{key}:note", f"{row.title}{NBSP}: ce que vous écrirez dans le dossier", QuestionKind.TEXT),
    )


_CHOICES = tuple((fit.value, str(fit.label)) for fit in AwardFit)
