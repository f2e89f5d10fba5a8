"""House rules that no linter knows."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.sources import PACKAGE, ROOT, at, python_files, relative, text_files, tree

LOCAL_IMPORT_REASON = re.compile(r"-- (slow import|optional dependency|app ready)\b")
LONGEST_VIEW = 25
POSTPONED_WORK = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b")
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:work|root|home/[a-z]|Users/[A-Za-z])(?:/|\b)")
SHARED_FOLDER = re.compile(r"(?<![\w-])\.\./shared")
REFUSED_IN_PACKAGE = {
    "django.contrib.contenttypes.fields": "generic foreign keys",
    "django.db.models.signals": "model signals",
    "django.contrib.postgres": "features of one database engine",
    "django.contrib.gis": "features of one database engine",
}
NETWORK = dict.fromkeys(
    (
        *("requests", "urllib3", "urllib.request", "http.client", "socket", "ssl", "asyncio"),
        *("ftplib", "imaplib", "poplib", "smtplib", "telnetlib", "xmlrpc", "httpx", "aiohttp", "websockets"),
    ),
    "the network, which has one door: mec.clients.http",
)
NETWORK_USERS = {
    "mec/clients/http.py",
    "mec/clients/fakes.py",
    # The address where it listens, the name of its machine, the antivirus that stands beside it.
    "mec/config/management/commands/serve.py",
    "mec/config/readiness.py",
    "mec/config/web.py",
    "mec/documents/antivirus.py",
}
REFUSED_IN_TESTS = {"unittest.mock": "mocks", "mock": "mocks"}


def web_files() -> list[Path]:
    return [path for path in python_files() if (PACKAGE / "web") in path.parents]


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef))


def calls(path: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.Call))


def imported_modules(path: Path) -> Iterator[tuple[ast.stmt, str]]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node, f"{node.module}.{alias.name}") for alias in node.names)


def refused_imports(paths: tuple[Path, ...], refused: dict[str, str]) -> list[str]:
    return [
        f"{at(path, node)}: {reason}"
        for path in paths
        for node, module in imported_modules(path)
        for name, reason in refused.items()
        if module == name or module.startswith(f"{name}.")
    ]


def test_local_imports_say_why():
    unexplained = []
    for path in python_files():
        lines = path.read_text(encoding="utf-8").splitlines()
        for function in functions(path):
            for node in ast.walk(function):
                if not isinstance(node, ast.Import | ast.ImportFrom):
                    continue
                if not LOCAL_IMPORT_REASON.search(lines[node.lineno - 1]):
                    unexplained.append(at(path, node))
    assert unexplained == []


def test_package_leaves_out_what_the_architecture_refuses():
    assert refused_imports(python_files(), REFUSED_IN_PACKAGE) == []


def test_network_has_one_door():
    others = tuple(path for path in python_files() if relative(path) not in NETWORK_USERS)

    assert refused_imports(others, NETWORK) == []
    assert [name for name in NETWORK_USERS if not (ROOT / name).exists()] == []


def test_fakes_are_for_tests():
    fakes = {path for path in python_files() if path.stem in ("fake", "fakes")}
    users = [
        f"{at(path, node)}: {module}"
        for path in python_files()
        if path not in fakes
        for node, module in imported_modules(path)
        if module.startswith("mec.") and {"fake", "fakes"} & set(module.split("."))
    ]
    assert users == []


def test_tests_mock_nothing():
    assert refused_imports(python_files(ROOT / "tests"), REFUSED_IN_TESTS) == []


def test_tests_never_sleep():
    sleeping = [
        at(path, call)
        for path in python_files(ROOT / "tests")
        for call in calls(path)
        if ast.unparse(call.func) in ("sleep", "time.sleep")
    ]
    assert sleeping == []


def test_tests_use_the_strict_client():
    loose = [
        at(path, node)
        for path in python_files(ROOT / "tests")
        for node, module in imported_modules(path)
        if module in ("django.test.Client", "django.test.client.Client") and relative(path) != "tests/strict.py"
    ]
    assert loose == []


def test_web_reads_through_queries_only():
    managers = [
        at(path, node)
        for path in web_files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in ("objects", "_default_manager", "_base_manager")
    ]
    assert managers == []


def test_web_writes_through_services_only():
    saving = [
        at(path, call)
        for path in web_files()
        for call in calls(path)
        if isinstance(call.func, ast.Attribute) and call.func.attr in ("save", "bulk_create", "bulk_update")
    ]
    assert saving == []


def test_views_are_short():
    long = [
        f"{at(path, function)} {function.name}"
        for path in web_files()
        if path.stem.startswith("views") or "views" in path.parent.name
        for function in functions(path)
        if function.end_lineno - function.lineno + 1 > LONGEST_VIEW
    ]
    assert long == []


def test_only_commands_print():
    printing = [
        at(path, call)
        for path in python_files()
        if "management" not in path.parts and path.stem not in ("cli", "build")
        for call in calls(path)
        if ast.unparse(call.func) == "print"
    ]
    assert printing == []


def test_no_module_is_a_drawer():
    assert [relative(path) for path in python_files() if path.stem in ("utils", "helpers", "misc", "common")] == []


def test_no_work_is_postponed_in_a_comment():
    assert [path for path, text in text_files() if POSTPONED_WORK.search(text)] == []


@pytest.mark.parametrize(("pattern", "allowed"), [(MACHINE_PATH, set()), (SHARED_FOLDER, {".ci/run"})])
def test_no_file_names_a_place_of_one_machine(pattern, allowed):
    assert [path for path, text in text_files() if path not in allowed and pattern.search(text)] == []


def test_migrations_are_named_by_their_intent():
    names = sorted(path.name for path in PACKAGE.rglob("migrations/[0-9]*.py"))

    assert [name for name in names if not re.fullmatch(r"\d{4}_(?!auto_|merge_)[a-z0-9_]+\.py", name)] == []
