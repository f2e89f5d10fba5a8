"""What is new among offers for whoever hears of them: not known yet, changed since, ending soon."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from mec.core.db import OneOf
from mec.offers.calendar import Standing
from mec.offers.facts import OfferFacts
from mec.offers.models import Offer

_DIGEST_LENGTH = 12

Found = Sequence[tuple[OfferFacts, Standing]]
Known = Mapping[str, Sequence[str]]
"""Id of an offer → the digest of its content, and the last day that was told or was too near to tell."""


@dataclass(frozen=True)
class News:
    """What there is to say; empty: no mail."""

    new: list[OfferFacts] = field(default_factory=list)
    changed: list[OfferFacts] = field(default_factory=list)
    ending: list[tuple[OfferFacts, date]] = field(default_factory=list)
    """With their last day."""

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.ending)

    @property
    def count(self) -> int:
        return len(self.new) + len(self.changed) + len(self.ending)


@dataclass(frozen=True)
class Look:
    """What is found on a day, as one compares it with what was known."""

    found: Found
    digests: Mapping[int, str]
    """As `digests_of` gives them, of the offers found at least."""
    today: date
    steps: Sequence[int]
    """Days before its last one, from the most to the fewest, at each of which an offer is told once more."""

    def news(self, known: Known) -> News:
        """Say what was not told yet: each offer once as new, once for each change, once at each step of its end."""
        news = News()
        for offer, standing in self.found:
            said = known.get(str(offer.pk))
            if said is None:
                news.new.append(offer)
            elif said[0] != self.digests[offer.pk]:
                news.changed.append(offer)
            elif standing.until and self._term(standing) not in ("", said[1]):
                news.ending.append((offer, standing.until))
        return news

    def known(self, told: Known) -> dict[str, list[str]]:
        """Return what is known once this is told: what was found is added to `told`.

        What is told as changed was not told as ending: it is the next time.
        """
        known = {pk: list(said) for pk, said in told.items()}
        for offer, standing in self.found:
            digest, said = known.get(str(offer.pk), ["", ""])
            changed = digest not in ("", self.digests[offer.pk])
            known[str(offer.pk)] = [self.digests[offer.pk], said if changed else self._term(standing) or said]
        return known

    def _term(self, standing: Standing) -> str:
        """Return the last day of what ends soon, with the step that is reached after the first; empty for the rest."""
        left = standing.days_left(self.today)
        reached = [step for step in self.steps if left is not None and left <= step]
        if standing.until is None or not reached:
            return ""
        return standing.until.isoformat() + (f"/{reached[-1]}" if len(reached) > 1 else "")


def digests_of(ids: Iterable[int]) -> dict[int, str]:
    """Return what changes with what an offer says, for each: its source gave it anew, or we corrected it; one query."""
    rows = Offer.objects.filter(OneOf("pk", ids)).values_list("pk", "loaded_digest", "corrected_at")
    return {pk: digest[:_DIGEST_LENGTH] + (f"/{at:%Y%m%d%H%M%S}" if at else "") for pk, digest, at in rows}
