"""What the apps above have to say: for which verbs, to whom, in which words."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models

from mec.core.journal.models import Entry


@dataclass(frozen=True)
class Notice:
    """The words of one notification, in French; `path` is the page where the person can act."""

    subject: str
    reason: str
    body: str
    action: str
    path: str


@dataclass(frozen=True)
class Recipe:
    recipients: Callable[[Entry, Any], Iterable[Any]]
    write: Callable[[Entry, Any], Notice]


_recipes: dict[str, Recipe] = {}


def register_notice(
    verb: models.TextChoices,
    *,
    recipients: Callable[[Entry, Any], Iterable[Any]],
    write: Callable[[Entry, Any], Notice],
) -> None:
    """Have the people that `recipients(entry, subject)` names told of each entry of this verb.

    `write(entry, subject)` finds the words, the same for all; `subject` is what the entry is about, read once.
    Nobody who may not read the entry is told, whatever `recipients` says, nor the person who acted.
    """
    _recipes[verb.value] = Recipe(recipients, write)


def recipe_for(verb: str) -> Recipe | None:
    return _recipes.get(verb)
