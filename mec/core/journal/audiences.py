"""Who may ever read an entry: a code per entry, and one resolver per code, registered by the app that owns it."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import models

Resolver = Callable[[Any, Any], bool]

_resolvers: dict[tuple[str, str], Resolver] = {}
_verb_labels: dict[str, str] = {}


def type_of(target: models.Model) -> str:
    """Return the stable name of an object's model: "projects.project"."""
    return target._meta.label_lower  # noqa: SLF001 -- Django's public model API


def register_audience(subject: type[models.Model], code: str, resolver: Resolver) -> None:
    """Declare that `resolver(user, subject)` says who reads the entries of this audience about such a subject."""
    _resolvers[subject._meta.label_lower, code] = resolver  # noqa: SLF001 -- Django's public model API


def audiences_of(user: Any, subject: models.Model) -> set[str]:
    """Return the audience codes that `user` belongs to about `subject`; a code without resolver is read by nobody."""
    return {code for (kind, code), says in _resolvers.items() if kind == type_of(subject) and says(user, subject)}


def is_registered(subject_type: str, code: str) -> bool:
    return (subject_type, code) in _resolvers


def register_verbs(verbs: Iterable[models.TextChoices]) -> None:
    """Give an app's verbs their words: value → what the timeline says after the actor's name."""
    _verb_labels.update({verb.value: str(verb.label) for verb in verbs})


def verb_label(verb: str) -> str:
    return _verb_labels[verb]


def is_known_verb(verb: str) -> bool:
    return verb in _verb_labels
