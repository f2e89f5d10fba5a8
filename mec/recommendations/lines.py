"""What a match answers: lines, each with its reasons, by need and by band."""

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from mec.offers.enums import Need
from mec.offers.facts import OfferFacts
from mec.recommendations.criteria import Criterion
from mec.recommendations.enums import Band, EmptyReason, Verdict
from mec.taxonomy.classifier import Guess


@dataclass(frozen=True)
class Reason:
    verdict: Verdict
    text: str


class Explainer(Protocol):
    """What a line asks when somebody reads it."""

    def reasons_of(self, offer: OfferFacts) -> tuple[str, ...]:
        """Why it is about the project, or asked for."""

    def criteria_of(self, offer: OfferFacts) -> tuple[Criterion, ...]: ...


@dataclass(frozen=True)
class Line:
    """An offer for the project, and why: its criteria and its reasons are worked out when somebody reads them."""

    offer: OfferFacts
    score: float
    blocker: str
    """Which blocker calls for it, as a sentence."""
    _explainer: Explainer = field(compare=False, repr=False)

    @cached_property
    def reasons(self) -> tuple[str, ...]:
        """Why it is about the project, then what the project already meets; never empty for what is proposed."""
        return (*self._explainer.reasons_of(self.offer), *(reason.text for reason in self.met))

    @cached_property
    def criteria(self) -> tuple[Criterion, ...]:
        return self._explainer.criteria_of(self.offer)

    @property
    def met(self) -> tuple[Reason, ...]:
        """The conditions that the project already meets: much the same from one offer to the next."""
        return tuple(Reason(Verdict.YES, found.sentence) for found in self.criteria if found.verdict == Verdict.YES)

    @property
    def explanation(self) -> tuple[Reason, ...]:
        """Why it is proposed, then what is to be checked, then what refuses it, with what would repair it.

        Without the conditions met, which `met` gives, nor the blocker, which the head of the need gives, unless
        nothing else says why.
        """
        elsewhere = {reason.text for reason in self.met} | {self.blocker}
        about = [text for text in self.reasons if text not in elsewhere]
        if not about and not self.to_check and not self.refused:
            about = list(self.reasons)
        return (
            *(Reason(Verdict.YES, text) for text in about),
            *(Reason(Verdict.UNKNOWN, criterion.sentence) for criterion in self.to_check),
            *(Reason(Verdict.NO, f"{criterion.sentence} {criterion.gap}".strip()) for criterion in self.refused),
        )

    @property
    def to_check(self) -> tuple[Criterion, ...]:
        return tuple(criterion for criterion in self.criteria if criterion.verdict == Verdict.UNKNOWN)

    @property
    def refused(self) -> tuple[Criterion, ...]:
        return tuple(criterion for criterion in self.criteria if criterion.verdict == Verdict.NO)


@dataclass(frozen=True)
class EmptyState:
    reason: EmptyReason
    sentence: str
    details: tuple[str, ...] = ()
    """For "eligibilite": what refuses each offer, most relevant first."""


@dataclass(frozen=True)
class NeedLines:
    """What is proposed for one kind of help."""

    need: Need
    blocker: str
    """Which open blockers ask for it: "Parce que vous avez signalé un blocage de financement."; else empty."""
    first: tuple[Line, ...]
    useful: tuple[Line, ...]
    explore: tuple[Line, ...]
    refused_once: tuple[Line, ...]
    """The nearest of those that one single criterion refuses."""
    empty: EmptyState | None
    """Why no band holds a line; None when one does."""

    @cached_property
    def almost(self) -> tuple[Line, ...]:
        """Presque éligible: one single "non", that somebody can repair."""
        return tuple(line for line in self.refused_once if all(found.is_repairable for found in line.refused))

    @property
    def asked(self) -> bool:
        return bool(self.blocker)

    @property
    def bands(self) -> tuple[tuple[Band, tuple[Line, ...]], ...]:
        """Return the bands that hold lines, the most pressing first."""
        bands = ((Band.FIRST, self.first), (Band.USEFUL, self.useful), (Band.EXPLORE, self.explore))
        return tuple((band, lines) for band, lines in bands if lines)


@dataclass(frozen=True)
class Recommendations:
    version: int
    """Of the weights."""
    needs: tuple[NeedLines, ...]
    """The three needs, those that a blocker asks for first."""
    understood: tuple[Guess, ...]
    """Thématiques guessed from the project's text, with its words."""

    @property
    def first(self) -> list[Line]:
        """What is to be studied first, all needs together."""
        return [line for need in self.needs for line in need.first]

    @property
    def total(self) -> int:
        """Number of offers proposed, all needs and bands together."""
        return sum(count for _, count in self.counts)

    @property
    def counts(self) -> tuple[tuple[Band, int], ...]:
        """How many offers each band holds, all needs together."""
        found = Counter(dict.fromkeys(Band, 0))
        for need in self.needs:
            found.update({band: len(lines) for band, lines in need.bands})
        return tuple(found.items())
