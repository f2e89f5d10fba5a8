"""The whole answer of the criteria for one offer and one project, and the questions that would settle it."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property

from mec.offers.facts import OfferFacts
from mec.questionnaires.questions import Question
from mec.recommendations.criteria import Criterion, criteria_of
from mec.recommendations.enums import EligibilityOutcome, Verdict
from mec.recommendations.facts import ProjectFacts

CALENDAR = "calendrier"


@dataclass(frozen=True)
class Eligibility:
    criteria: tuple[Criterion, ...]

    @cached_property
    def outcome(self) -> EligibilityOutcome:
        if self.refused:
            repairable = len(self.refused) == 1 and self.refused[0].is_repairable
            return EligibilityOutcome.ALMOST if repairable else EligibilityOutcome.NO
        return EligibilityOutcome.UNKNOWN if self.to_check else EligibilityOutcome.YES

    @property
    def refused(self) -> tuple[Criterion, ...]:
        return self._having(Verdict.NO)

    @property
    def to_check(self) -> tuple[Criterion, ...]:
        return self._having(Verdict.UNKNOWN)

    @property
    def met(self) -> tuple[Criterion, ...]:
        return self._having(Verdict.YES)

    @property
    def gap(self) -> str:
        """What would make the project eligible, when one thing alone does; else empty."""
        return self.refused[0].gap if self.outcome == EligibilityOutcome.ALMOST else ""

    def _having(self, verdict: Verdict) -> tuple[Criterion, ...]:
        return tuple(found for found in self.criteria if found.verdict == verdict)


def eligibility_of(offer: OfferFacts, facts: ProjectFacts, *, ignoring: Collection[str] = ()) -> Eligibility:
    """Judge a project, leaving out the criteria of these codes; the same facts always give the same answer."""
    return Eligibility(tuple(found for found in criteria_of(offer, facts) if found.code not in ignoring))


def closed_calendar(found: Eligibility) -> Criterion | None:
    """Return the criterion that says that the offer is closed that day; None when it is open, coming or not said."""
    return next((each for each in found.refused if each.code == CALENDAR), None)


def questions_of(offer: OfferFacts, facts: ProjectFacts) -> tuple[Question, ...]:
    """Return what a person can answer by yes or no, already answered or not, in the order of the criteria."""
    unanswered = criteria_of(offer, replace(facts, answers={}))
    by_key = {found.key: Question(found.key, found.question, help=found.sentence) for found in unanswered if found.key}
    return tuple(by_key.values())
