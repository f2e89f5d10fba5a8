"""French texts keep their signs with their words: no-break spaces inside « », before : ; ? ! % €."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.sources import PACKAGE, project_files, python_files, relative, tree

PLAIN_SPACE = re.compile(r"« | »|(?<=[^\W_]|[»)\]}’%\"]) [:;?!%€](?![\w=/-])| \u00a0|\u00a0 ")
"""A plain space where French asks for one that never breaks."""
MIDPOINT = re.compile(r"(?<=[^\W\d_])·(?=[^\W\d_])")
"""« averti·e »: read aloud as three words; the sentence is turned another way."""
TEMPLATE_COMMENT = re.compile(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}", re.DOTALL)
TEMPLATE_TAG = re.compile(r"{%.*?%}", re.DOTALL)
QUOTED = re.compile(r""" "[^"\n]*" | '[^'\n]*' | `[^`\n]*` """, re.VERBOSE)


def python_texts(path: Path) -> Iterator[str]:
    """Yield the string literals that are no docstring, the fixed parts of f-strings joined by `}`."""
    shown = [node for node in ast.walk(tree(path)) if isinstance(node, ast.expr)]
    docstrings = {id(node.value) for node in ast.walk(tree(path)) if isinstance(node, ast.Expr)}
    parts = {id(part) for node in shown if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in shown:
        if isinstance(node, ast.JoinedStr):
            yield "".join(part.value if isinstance(part, ast.Constant) else "}" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and not {id(node)} & (parts | docstrings):
            yield node.value


def template_texts(path: Path) -> Iterator[str]:
    text = TEMPLATE_COMMENT.sub("", path.read_text(encoding="utf-8"))
    yield TEMPLATE_TAG.sub("}", text)
    for tag in TEMPLATE_TAG.findall(text):
        yield from QUOTED.findall(tag)


def script_texts(path: Path) -> Iterator[str]:
    return iter(QUOTED.findall(path.read_text(encoding="utf-8")))


def faults(refused: re.Pattern[str]) -> list[str]:
    """Return where a pattern stands; a text that starts with "%" is a pattern for LIKE, that nobody reads."""
    readers = [(path, python_texts) for path in python_files()]
    for path in project_files():
        if PACKAGE in path.parents and "templates" in path.parts:
            readers.append((path, template_texts))
        elif PACKAGE in path.parents and path.suffix == ".js":
            readers.append((path, script_texts))
    return [
        f"{relative(path)}: {text[max(0, found.start() - 20) : found.end() + 10]!r}"
        for path, texts in readers
        for text in texts(path)
        if not text.startswith("%")
        for found in refused.finditer(text)
    ]


def test_french_signs_are_never_cut_from_their_words():
    assert faults(PLAIN_SPACE) == []


def test_no_word_is_cut_by_a_midpoint():
    assert faults(MIDPOINT) == []


@pytest.mark.parametrize(
    "text", ["« oui\u00a0»", "Où ?", "Rôle : maire", "20 %", "{{ project }} »", "(fin) ;", "Rôle \u00a0:"]
)
def test_plain_space_is_found(text):
    assert PLAIN_SPACE.search(text)


@pytest.mark.parametrize("text", ["Où\u202f?", "«\u00a0oui\u00a0»", "a ?b=1", "[ :;]", "https://a.fr", "x != 2"])
def test_other_spaces_are_left_alone(text):
    assert not PLAIN_SPACE.search(text)
