from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import TextChoices

from mec.core.access import MissingRightError, can, require, rule


class Permission(TextChoices):
    READ = "essai.lire", "lire cet essai"
    BURN = "essai.bruler", "brûler cet essai"


@rule(Permission.READ)
def is_author(user, target):
    return user.name == target.author


@rule(Permission.READ)
def is_librarian(user, target):
    return user.name == "bibliothécaire"


BOOK = SimpleNamespace(author="Ada")


def person(name, *, active=True):
    return SimpleNamespace(name=name, is_active=active)


@pytest.mark.parametrize(("name", "expected"), [("Ada", True), ("bibliothécaire", True), ("Blaise", False)])
def test_right_is_granted_by_any_of_its_rules(name, expected):
    assert can(person(name), Permission.READ, BOOK) is expected


def test_right_without_rule_is_refused_to_everyone():
    assert can(person("Ada"), Permission.BURN, BOOK) is False


@pytest.mark.parametrize("user", [person("Ada", active=False), AnonymousUser(), None])
def test_nobody_else_than_an_active_account_holds_a_right(user):
    assert can(user, Permission.READ, BOOK) is False


def test_missing_right_is_said_in_french():
    with pytest.raises(MissingRightError, match="Il vous manque le droit de lire cet essai") as raised:
        require(person("Blaise"), Permission.READ, BOOK)
    assert raised.value.permission is Permission.READ


def test_held_right_lets_through():
    assert require(person("Ada"), Permission.READ, BOOK) is None
