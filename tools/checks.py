"""Run the checks of the project: `python -m tools.checks all`, `quick` or `format`.

Every check runs even when an earlier one failed; the recap at the end names the failures and repeats what pytest
counted. The exit code is 1 if anything failed.
"""

import getpass
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

BIN = Path(sys.executable).parent
PYTHON = sys.executable
PYTEST_COUNT = re.compile(r"^=*\s*((?:\d+ \w+|no tests ran)[^=]* in [\d.:]+\S*.*?)\s*=*$")
TEST_OPTIONS = ("-n", "2", "--dist", "worksteal", "-p", "no:cacheprovider", "--color=no")
IN_PROCESS = "not browser"
FAST = "not browser and not slow and not postgres"
LOCAL_POSTGRESQL = ("127.0.0.1", "/var/run/postgresql")
NOTHING_COLLECTED = 5
KEPT_VARIABLES = {"MEC_TEST_POSTGRES_URL", "MEC_REFERENCE_DATA", "MEC_SCREENSHOTS"}


@dataclass(frozen=True)
class Check:
    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    passing_codes: tuple[int, ...] = (0,)


@dataclass(frozen=True)
class Outcome:
    check: Check
    passed: bool
    seconds: float
    count: str = ""
    """What pytest counted, in its words."""


def templates() -> list[str]:
    return sorted(str(path) for path in Path("mec").rglob("templates/**/*.html"))


def lint_checks() -> list[Check]:
    checks = [
        Check("ruff check", [str(BIN / "ruff"), "check", "--quiet", "."]),
        Check("ruff format", [str(BIN / "ruff"), "format", "--check", "--quiet", "."]),
        Check("mypy", [str(BIN / "mypy"), "--no-error-summary"]),
        Check("lint-imports", [str(BIN / "lint-imports"), "--no-cache"]),
        Check("migrations", [PYTHON, "-m", "mec", "makemigrations", "--check", "--dry-run"], own_settings()),
    ]
    if files := templates():
        checks += [
            Check("djangofmt check", [str(BIN / "djangofmt"), "check", *files]),
            Check("djade", [str(BIN / "djade"), "--target-version", "5.2", "--check", *files]),
        ]
    return checks


def own_settings() -> dict[str, str]:
    return {"DJANGO_SETTINGS_MODULE": "tests.settings"}


def pytest_check(name: str, *, marker: str, database: str = "") -> Check:
    """Test on SQLite, or again on the `database` given: what a page is does not depend on it, and is checked once."""
    environment = {"DATABASE_URL": database, "PAGES_WERE_CHECKED": "1"} if database else {}
    return Check(name, [PYTHON, "-m", "pytest", *TEST_OPTIONS, "-m", marker], environment)


def browser_check() -> Check:
    command = [PYTHON, "-m", "pytest", *TEST_OPTIONS, "-m", "browser", "tests/browser"]
    return Check("navigateur", command, passing_codes=(0, NOTHING_COLLECTED))


def postgresql_url() -> str:
    """Return the server to test on: the one that MEC_TEST_POSTGRES_URL names, or this machine's; empty without one."""
    if url := os.environ.get("MEC_TEST_POSTGRES_URL"):
        return url
    user = getpass.getuser()
    for host in LOCAL_POSTGRESQL:
        try:
            psycopg.connect(host=host, user=user, dbname="postgres", connect_timeout=2).close()
        except psycopg.Error:
            continue
        return f"postgres://{user}@{host.replace('/', '%2F')}:5432/mec"
    return ""


def loud(message: str) -> str:
    line = f"*** {message} ***"
    print(f"\n{line}\n", flush=True)
    return line


def run_aside(check: Check) -> Outcome:
    """Run a check, printing what it said only if it failed."""
    started = time.monotonic()
    done = subprocess.run(  # noqa: S603 -- our own command lines
        check.command, env=os.environ | check.environment, capture_output=True, text=True, check=False
    )
    outcome = Outcome(check, done.returncode in check.passing_codes, time.monotonic() - started)
    print(_line(outcome) + ("" if outcome.passed else f"\n{done.stdout}{done.stderr}"), flush=True)
    return outcome


def run_aloud(check: Check) -> Outcome:
    """Run a check, printing as it goes, and keep the line where pytest counts."""
    print(f"\n--- {check.name}", flush=True)
    started = time.monotonic()
    count = ""
    with subprocess.Popen(  # noqa: S603 -- our own command lines
        check.command,
        env=os.environ | check.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            if found := PYTEST_COUNT.match(line.strip()):
                count = found.group(1)
    return Outcome(check, process.returncode in check.passing_codes, time.monotonic() - started, count)


def run_all() -> int:
    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(run_aside, lint_checks()))
    warnings = []
    outcomes.append(run_aloud(pytest_check("tests sur SQLite", marker=IN_PROCESS)))
    if url := postgresql_url():
        outcomes.append(run_aloud(pytest_check("tests sur PostgreSQL", marker=IN_PROCESS, database=url)))
    else:
        warnings.append(loud("PostgreSQL est absent : RIEN n’a été testé sur PostgreSQL (MEC_TEST_POSTGRES_URL)"))
    if shutil.which("chromium"):
        outcomes.append(run_aloud(browser_check()))
    else:
        warnings.append(loud("Chromium est absent : les parcours dans le navigateur n’ont PAS été testés"))
    return recap(outcomes, warnings)


def run_quick() -> int:
    with ThreadPoolExecutor(2) as pool:
        pending = [pool.submit(run_aside, check) for check in lint_checks()]
        outcomes = [future.result() for future in pending]
    outcomes.append(run_aloud(pytest_check("tests rapides sur SQLite", marker=FAST)))
    return recap(outcomes, [])


def run_format() -> int:
    commands = [
        [str(BIN / "ruff"), "check", "--fix", "--quiet", "."],
        [str(BIN / "ruff"), "format", "--quiet", "."],
        *([[str(BIN / "djade"), "--target-version", "5.2", *templates()]] if templates() else []),
        *([[str(BIN / "djangofmt"), "check", "--fix", *templates()]] if templates() else []),
    ]
    for command in commands:
        subprocess.run(command, check=False)  # noqa: S603 -- our own command lines
    return 0


def _line(outcome: Outcome) -> str:
    verdict = "réussi" if outcome.passed else "ÉCHEC "
    return f"{verdict} {outcome.check.name:<28} {outcome.seconds:6.1f} s  {outcome.count}".rstrip()


def recap(outcomes: list[Outcome], warnings: list[str]) -> int:
    print("\nBilan")
    for outcome in outcomes:
        print(_line(outcome))
    for warning in warnings:
        print(warning)
    failed = [outcome.check.name for outcome in outcomes if not outcome.passed]
    print("Tout est vérifié." if not failed else f"À corriger : {', '.join(failed)}.", flush=True)
    return 1 if failed else 0


def main() -> int:
    modes = {"all": run_all, "quick": run_quick, "format": run_format}
    if len(sys.argv) != 2 or sys.argv[1] not in modes:  # noqa: PLR2004 -- the mode alone
        print(f"Usage: python -m tools.checks {'|'.join(modes)}")
        return 2
    for name in [*os.environ]:
        if name == "DATABASE_URL" or (name.startswith("MEC_") and name not in KEPT_VARIABLES):
            del os.environ[name]
    return modes[sys.argv[1]]()


if __name__ == "__main__":
    sys.exit(main())
