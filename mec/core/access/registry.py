"""Permissions and the rules that grant them.

An app names its rights in a `Permission` enum (value: stable code, label: what the person would be doing, in French)
and registers predicates with `@rule`. A right is granted when any of its rules says yes; a right without a rule is
refused to everyone.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import TextChoices

Rule = Callable[[Any, Any], bool]
R = TypeVar("R", bound=Rule)

_rules: dict[str, list[Rule]] = {}


class MissingRightError(PermissionDenied):
    """The person may see the object but not do this to it; `permission.label` says what, in French."""

    def __init__(self, permission: TextChoices) -> None:
        super().__init__(f"Il vous manque le droit de {permission.label}.")
        self.permission = permission


def rule(permission: TextChoices) -> Callable[[R], R]:
    def register(predicate: R) -> R:
        _rules.setdefault(permission.value, []).append(predicate)
        return predicate

    return register


def can(user: Any, permission: TextChoices, target: Any = None) -> bool:
    """Say whether the active `user` holds `permission` on `target`; anonymous and disabled accounts hold none."""
    if not getattr(user, "is_active", False):
        return False
    return any(predicate(user, target) for predicate in _rules.get(permission.value, ()))


def require(user: Any, permission: TextChoices, target: Any = None) -> None:
    """Raise `MissingRightError` unless `can`."""
    if not can(user, permission, target):
        raise MissingRightError(permission)
