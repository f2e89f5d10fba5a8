"""The files of the project, and its Python read as syntax trees."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "mec"
BINARY_SUFFIXES = {".png", ".jpg", ".webp", ".woff2", ".gz", ".xz", ".ico", ".pdf"}


@cache
def project_files() -> tuple[Path, ...]:
    """Return the files that the repository holds or is about to hold, without what .gitignore names."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    found = (ROOT / line for line in sorted(set(listed.splitlines())))
    return tuple(path for path in found if path.is_file())


def text_files() -> Iterator[tuple[str, str]]:
    """Yield (path from the root, content) of each text file."""
    for path in project_files():
        if path.suffix not in BINARY_SUFFIXES:
            yield relative(path), path.read_text(encoding="utf-8", errors="replace")


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def python_files(folder: Path = PACKAGE) -> tuple[Path, ...]:
    return tuple(
        path for path in project_files() if path.suffix == ".py" and folder in path.parents and not is_migration(path)
    )


def is_migration(path: Path) -> bool:
    return path.parent.name == "migrations" and path.name != "__init__.py"


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def at(path: Path, node: ast.expr | ast.stmt) -> str:
    return f"{relative(path)}:{node.lineno}"
