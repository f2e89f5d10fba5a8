"""One word per concept: docs/glossaire.md holds every model, enum and permission, and refuses their synonyms."""

import ast
import inspect
import re
from enum import Enum
from importlib import import_module
from pathlib import Path

from django.apps import apps
from django.db.models import TextChoices

from tests.architecture.sources import PACKAGE, ROOT, at, python_files, tree

GLOSSARY = (ROOT / "docs" / "glossaire.md").read_text(encoding="utf-8")
CODE_NAME = re.compile(r"`(?:\w+\.)*(\w+)(?:\([^`]*\))?`")
RESERVED_SECTION = "## Mots retenus pour la suite"
REFUSED_SECTION = "## Mots refusés"
RIGHT = re.compile(r"[a-z]+\.[a-z_]+")


def glossary_names() -> set[str]:
    return set(CODE_NAME.findall(GLOSSARY.split(REFUSED_SECTION)[0]))


def models() -> set[str]:
    return {model.__name__ for model in apps.get_models() if model.__module__.startswith("mec.")}


def enums() -> set[str]:
    """Return the enums of the package, permissions among them."""
    found = set()
    for path in python_files():
        if "management" in path.parts or path.stem in ("__main__", "wsgi"):
            continue
        module = import_module(".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts))
        found |= {
            name
            for name, item in inspect.getmembers(module, inspect.isclass)
            if issubclass(item, Enum) and item.__module__ == module.__name__
        }
    return found


def permissions() -> list[TextChoices]:
    modules = (import_module(f"mec.{path.parent.name}.enums") for path in PACKAGE.glob("*/enums.py"))
    return [right for module in modules for right in getattr(module, "Permission", ())]


def reserved_names() -> set[str]:
    return set(CODE_NAME.findall(GLOSSARY.split(REFUSED_SECTION)[0].split(RESERVED_SECTION)[1]))


def refused_names() -> set[str]:
    return set(re.findall(r"^\| `(\w+)` \|", GLOSSARY.split(REFUSED_SECTION)[1], re.MULTILINE))


def test_glossary_holds_every_model():
    assert sorted(models() - glossary_names()) == []


def test_glossary_holds_every_enum_and_permission():
    assert sorted(enums() - glossary_names()) == []


def test_glossary_holds_every_right_by_its_code():
    codes = [right.value for right in permissions()]

    assert len(codes) > 0
    assert [code for code in codes if not RIGHT.fullmatch(code) or f"`{code}`" not in GLOSSARY] == []


def our_files() -> list[Path]:
    """Return the Python of the package, but for the clients of other services, which speak the words of those."""
    return [path for path in python_files() if PACKAGE / "clients" not in path.parents]


def test_code_gives_no_other_meaning_to_a_word_kept_for_later():
    found = [
        f"{at(path, node)} {node.name}"
        for path in our_files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef) and node.name in reserved_names()
    ]
    assert found == []


def test_code_uses_no_refused_synonym():
    refused = {name.lower() for name in refused_names()}
    found = [
        f"{at(path, node)} {node.name}"
        for path in our_files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef | ast.FunctionDef)
        for word in _words(node.name)
        if word in refused
    ]
    assert found == []


def _words(name: str) -> set[str]:
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", name)}
