"""What the apps above have to say: for which verbs, to whom, in which words; and who chose to hear of it or not."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

from mec.core.journal.audiences import type_of
from mec.core.journal.models import Entry


@dataclass(frozen=True)
class Notice:
    """The words of one notification, in French; `path` is the page where the person can act."""

    subject: str
    body: str
    action: str
    path: str
    reason: str = ""
    """Why one receives it; empty to leave each person their own, as `Following.words` says it."""


@dataclass(frozen=True)
class Recipe:
    recipients: Callable[[Entry, Any], Iterable[Any]]
    write: Callable[[Entry, Any], Notice]
    event_class: str
    personal: bool


@dataclass(frozen=True)
class Choices:
    """What people chose about one class of events of one object."""

    stopped: frozenset[int] = frozenset()
    """Ids of those who do not want to hear of it."""
    added: tuple[Any, ...] = ()
    """People who want to, concerned or not."""


@dataclass(frozen=True)
class Words:
    """How one recipient is spoken to, and of."""

    reason: str
    name: str
    """For the other recipients; empty when they are not told that this person receives it."""


@dataclass(frozen=True)
class Following:
    """What an app answers about those who follow its objects; classes of events are its own codes."""

    choices: Callable[[Any, str], Choices]
    """Of an object and a class of events."""
    words: Callable[[Entry, Any, Sequence[Any], frozenset[int]], dict[int, Words]]
    """Of an entry, its subject, the recipients, and the ids of those who are there by choice alone; by person."""
    stop: Callable[[Any, str, Any], None]
    """Have a person hear no more of a class of events of an object."""
    label: Callable[[str], str]
    """Of a class of events."""


_recipes: dict[str, Recipe] = {}
_followings: dict[str, Following] = {}


def register_notice(
    verb: models.TextChoices,
    *,
    recipients: Callable[[Entry, Any], Iterable[Any]],
    write: Callable[[Entry, Any], Notice],
    event_class: str = "",
    personal: bool = False,
) -> None:
    """Have the people that `recipients(entry, subject)` names told of each entry of this verb.

    `write(entry, subject)` finds the words, the same for all; `subject` is what the entry is about, read once.
    `event_class` is what one may follow or stop following. When the entry asks something of its recipients themselves
    (`personal`, or no class at all), they hear of it whatever they stopped; those who follow the class hear of it too.
    Nobody who may not read the entry is told, whatever `recipients` says, nor the person who acted.
    """
    _recipes[verb.value] = Recipe(recipients, write, str(event_class), personal or not event_class)


def register_following(subject: type[models.Model], following: Following) -> None:
    """Declare who answers for those who follow such objects."""
    _followings[subject._meta.label_lower] = following  # noqa: SLF001 -- Django's public model API


def recipe_for(verb: str) -> Recipe | None:
    return _recipes.get(verb)


def verbs_of_class(event_class: str) -> list[str]:
    """Return the verbs whose recipients may stop hearing of them."""
    return [verb for verb, recipe in _recipes.items() if recipe.event_class == event_class and not recipe.personal]


def following_of(subject: models.Model) -> Following | None:
    return _followings.get(type_of(subject))
