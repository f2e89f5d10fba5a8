"""From what a new project starts: an aid to keep for it, or an example that an aid gives."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from mec.offers.examples import Example, Examples, examples_of
from mec.offers.models import Offer
from mec.offers.queries import offers_visible_to
from mec.projects.models import Project
from mec.projects.services import MOST_TOPICS, Inspiration
from mec.taxonomy.classifier import Guess, guess_topics
from mec.taxonomy.queries import topics_by_code
from mec.web.projects.recommendations.keep import is_kept, keep_offer

_NOTES = "notes_of_offers"
"""In the session: slug → a word typed before the project exists."""
_RANK_DIGITS = 4
LONGEST_EXAMPLE = Project._meta.get_field("example").max_length or 0  # noqa: SLF001 -- Django's public model API


@dataclass(frozen=True)
class Start:
    offer: Offer
    example: Example | None
    """Without one, the offer itself is kept for the project."""
    around: str
    """What the offer says beside its examples."""

    @property
    def inspiration(self) -> Inspiration | None:
        return Inspiration(self.offer, self.example.text[:LONGEST_EXAMPLE]) if self.example else None

    @cached_property
    def guesses(self) -> tuple[Guess, ...]:
        """The thématiques that the example speaks of, to be ticked beforehand."""
        return guess_topics(self.example.body, limit=MOST_TOPICS) if self.example else ()

    @cached_property
    def hints(self) -> list[str]:
        """Labels of the thématiques that the offer speaks of beside its examples."""
        ticked = {guess.code for guess in self.guesses}
        return [guess.label for guess in guess_topics(self.around) if guess.code not in ticked] if self.example else []

    def initial(self) -> dict[str, Any]:
        """Return what the form of a new project says before one types."""
        if self.example is None:
            return {}
        topics = topics_by_code({guess.code for guess in self.guesses})
        return {
            "name": self.example.title,
            "description": self.example.body,
            "topics": [topic.pk for topic in topics.values()],
        }


def start_of(data: Mapping[str, str], user: Any) -> Start | None:
    """Read `aide`, the address of an offer, and `exemple`, a rank; nothing when they name nothing."""
    slug, rank = data.get("aide", ""), data.get("exemple", "")
    offer = offers_visible_to(user).filter(slug=slug).first() if slug else None
    if offer is None:
        return None
    found = examples_of(offer) if rank else Examples()
    example = found.each[_rank(rank)] if _rank(rank) < len(found.each) else None
    return None if rank and example is None else Start(offer, example, found.around)


def _rank(written: str) -> int:
    return int(written) if written.isdecimal() and len(written) <= _RANK_DIGITS else 10**_RANK_DIGITS


def address_of_new(offer: Offer, example: Example | None = None) -> str:
    """Return where one writes a new project from an offer, or from one of its examples."""
    values = {"aide": offer.slug} | ({"exemple": str(example.rank)} if example else {})
    return f"{reverse('projects:new')}?{urlencode(values)}"


def leave_note(request: HttpRequest, offer: Offer, note: str) -> None:
    """Keep a word until the project that it is for exists."""
    if note:
        request.session[_NOTES] = request.session.get(_NOTES, {}) | {offer.slug: note}


def keep_start(request: HttpRequest, project: Project, start: Start | None) -> None:
    """Keep the offer for the project that started from it, with the word that was left; twice is once."""
    if start is None or start.example or is_kept(project, start.offer):
        return
    notes = request.session.get(_NOTES, {})
    keep_offer(project, start.offer, note=notes.get(start.offer.slug, ""), actor=request.user)
    if start.offer.slug in notes:
        request.session[_NOTES] = {slug: note for slug, note in notes.items() if slug != start.offer.slug}
