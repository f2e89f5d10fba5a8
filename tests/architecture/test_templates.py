"""Templates: nothing inline, nothing unescaped, nothing unused, nothing long."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.template import Library, engines

from tests.architecture.sources import PACKAGE, python_files, relative, tree

LONGEST = 150
INLINE = {
    "style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "handler attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "inline script": re.compile(r"<script\b(?![^>]*(?:\bsrc\s*=|application/json))", re.IGNORECASE),
}
UNESCAPED = re.compile(r"\|\s*safe(?:seq)?\b|{%\s*autoescape\s+off")
MAY_BE_UNESCAPED: set[str] = set()
"""Templates that show trusted markup, each with the reason beside it."""
MARKED_SAFE = re.compile(r"\bmark_safe\(")
MAY_MARK_SAFE: set[str] = set()
"""Modules that build markup without `format_html`, each with the reason beside it."""
REFERENCE = re.compile(r"""["']([\w./-]+\.(?:html|txt|xml|svg|json))(?:#[\w-]+)?["']""")
LOADED = re.compile(r"{%\s*load\s+(?:[\w\s]+\s+from\s+)?([\w.\s]+?)\s*%}")
TAG_OR_FILTER = re.compile(r"{%-?\s*(\w+)|\|\s*(\w+)")
FOUND_BY_DJANGO = {"400.html", "403.html", "404.html", "500.html", "403_csrf.html"}


def template_files() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("templates/**/*") if path.is_file())


def template_name(path: Path) -> str:
    parts = path.parts
    return "/".join(parts[len(parts) - parts[::-1].index("templates") :])


def text_of(path: Path) -> str:
    return re.sub(r"{%\s*comment.*?endcomment\s*%}|{#.*?#}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)


def test_templates_hold_no_inline_code():
    found = [
        f"{relative(path)}: {what}"
        for path in template_files()
        for what, pattern in INLINE.items()
        if pattern.search(text_of(path))
    ]
    assert found == []


def test_templates_escape_everything():
    pages = [path for path in template_files() if path.suffix == ".html"]
    unescaped = {template_name(path) for path in pages if UNESCAPED.search(text_of(path))}

    assert unescaped == MAY_BE_UNESCAPED


def test_modules_mark_nothing_safe():
    marking = {relative(path) for path in python_files() if MARKED_SAFE.search(path.read_text(encoding="utf-8"))}

    assert marking == MAY_MARK_SAFE


def test_templates_are_short():
    assert [relative(path) for path in template_files() if len(text_of(path).splitlines()) > LONGEST] == []


def test_templates_are_all_used():
    named = {name for path in template_files() for name in REFERENCE.findall(path.read_text(encoding="utf-8"))}
    named |= {name for path in python_files() for name in strings(path)}
    patterns = [pattern for path in python_files() for pattern in string_patterns(path)]
    existing = {template_name(path) for path in template_files()} - FOUND_BY_DJANGO

    unnamed = {name for name in existing if not {name, name.rsplit(".", 1)[0]} & named}
    assert sorted(name for name in unnamed if not any(pattern.fullmatch(name) for pattern in patterns)) == []


def strings(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value.split("#")[0]


def string_patterns(path: Path) -> Iterator[re.Pattern[str]]:
    """Yield what the module's f-strings that look like a path may become."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.JoinedStr):
            parts = [re.escape(part.value) if isinstance(part, ast.Constant) else r"[\w-]*" for part in node.values]
            if "/" in "".join(parts):
                yield re.compile("".join(parts))


def test_templates_load_only_what_they_use():
    libraries = engines["django"].engine.template_libraries
    idle = []
    for path in template_files():
        text = text_of(path)
        used = {name for pair in TAG_OR_FILTER.findall(text) for name in pair if name}
        for names in LOADED.findall(text):
            idle += [f"{relative(path)}: {name}" for name in names.split() if not _offers(libraries[name], used)]
    assert idle == []


def _offers(library: Library, used: set[str]) -> bool:
    return bool(used & (library.tags.keys() | library.filters.keys()))
