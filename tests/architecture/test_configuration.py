"""Settings, their documentation, the lock files and publiccode.yml."""

import ast
import os
import re
import stat
import subprocess
import sys
import tomllib
from datetime import date
from pathlib import Path

import pytest
import yaml

from tests.architecture.sources import ROOT, project_files, python_files, tree

DOCUMENTED = re.compile(r"^\| `([A-Z][A-Z0-9_]+)` \|", re.MULTILINE)
NAMED = re.compile(r"\b(MEC_[A-Z_]+|DATABASE_URL)\b")
PRODUCTION = {
    "MEC_ENV": "production",
    "MEC_SECRET_KEY": "x" * 50,
    "MEC_SITE_URL": "https://mec.exemple.fr",
    "DATABASE_URL": "postgres://mec@base.exemple.fr/mec",
    "MEC_EMAIL_URL": "smtp+tls://mec:secret@courriels.exemple.fr:587",
    "MEC_FROM_EMAIL": "Mon Espace Collectivité <ne-pas-repondre@exemple.fr>",
    "MEC_HOSTING": "Hébergeur SAS, 1 rue du Port, 13002 Marseille, 04 00 00 00 00",
}
NEEDS_DATABASE = "DATABASE_URL doit désigner une base PostgreSQL."
NEEDS_MAIL = "MEC_EMAIL_URL doit désigner un serveur de courriels, car personne ne se connecte sans courriel."
NEEDS_SENDER = "MEC_FROM_EMAIL doit donner l’adresse qui envoie les courriels."
NEEDS_HOST = "MEC_HOSTING doit donner le nom, l’adresse et le téléphone de l’hébergeur, que la loi demande d’afficher."
PINNED = re.compile(r"^([a-z0-9][a-z0-9._-]*)(?:\[[\w,-]+\])?==(\S+)", re.MULTILINE)


def documented_variables() -> list[str]:
    return DOCUMENTED.findall((ROOT / "docs" / "exploitation.md").read_text(encoding="utf-8"))


def read_variables() -> set[str]:
    """Return the variables that the package, its tools and the Makefile read."""
    found = {
        argument.value
        for path in python_files()
        for call in ast.walk(tree(path))
        if isinstance(call, ast.Call) and re.match(r"(env|os\.environ|os\.getenv)\b", ast.unparse(call.func))
        for argument in call.args[:1]
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }
    for path in (ROOT / "tools" / "checks.py", ROOT / "Makefile", ROOT / ".ci" / "run"):
        found |= set(NAMED.findall(path.read_text(encoding="utf-8")))
    return {name for name in found if NAMED.fullmatch(name)}


def test_each_variable_is_documented_once():
    assert sorted(documented_variables()) == sorted(read_variables())


def run_mec(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mec", *arguments],
        cwd=cwd,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_empty_environment_is_enough(tmp_path):
    done = run_mec("check", cwd=tmp_path)

    assert (done.returncode, done.stderr) == (0, "")
    assert stat.S_IMODE((tmp_path / "var" / "secret.key").stat().st_mode) == 0o600


@pytest.mark.parametrize("mode", ["prod", "Production", ""])
def test_unknown_mode_is_refused(mode, tmp_path):
    done = run_mec("check", cwd=tmp_path, MEC_ENV=mode)

    refusal = f"MEC_ENV vaut « {mode} » : écrivez production, ou embedded pour une démonstration sur cette machine."
    assert (done.returncode, done.stderr) == (1, f"Le service ne peut pas démarrer ainsi. {refusal}\n")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "value", "refusal"),
    [
        ("MEC_SECRET_KEY", "", "MEC_SECRET_KEY doit compter au moins 50 caractères tirés au hasard."),
        ("MEC_SECRET_KEY", "courte", "MEC_SECRET_KEY doit compter au moins 50 caractères tirés au hasard."),
        ("MEC_SITE_URL", "http://mec.exemple.fr", "MEC_SITE_URL doit commencer par https://."),
        ("MEC_DEMO", "true", "MEC_DEMO ne peut pas être true : la démonstration connecte n’importe qui."),
        ("DATABASE_URL", "sqlite:///mec.sqlite3", NEEDS_DATABASE),
        ("MEC_EMAIL_URL", "consolemail://", NEEDS_MAIL),
        ("MEC_EMAIL_URL", "smtp://", NEEDS_MAIL),
        ("MEC_FROM_EMAIL", "Mon Espace Collectivité <ne-pas-repondre@mec.invalid>", NEEDS_SENDER),
        ("MEC_FROM_EMAIL", "Mon Espace Collectivité", NEEDS_SENDER),
        ("MEC_HOSTING", " ", NEEDS_HOST),
    ],
)
def test_production_refuses_to_start_with(name, value, refusal, tmp_path):
    done = run_mec("check", cwd=tmp_path, **{**PRODUCTION, name: value})

    assert (done.returncode, done.stderr, list(tmp_path.iterdir())) == (
        1,
        f"Le service ne peut pas démarrer ainsi. {refusal}\n",
        [],
    )


def test_production_lists_all_that_it_lacks(tmp_path):
    done = run_mec("check", cwd=tmp_path, MEC_ENV="production")

    assert re.findall(r"(?:MEC|DATABASE)_[A-Z_]+", done.stderr) == [*PRODUCTION][1:]


def test_production_starts_with_what_it_needs(tmp_path):
    done = run_mec("check", cwd=tmp_path, **PRODUCTION)

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", ["run.txt", "dev.txt"])
def test_lock_file_pins_hashes_and_names_no_host(name):
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", text.strip())

    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert re.findall(r"https?:|file:|^\s*-", re.sub(r"\s--hash=\S+", "", text), re.MULTILINE) == []


def test_development_lock_holds_the_same_versions():
    run, dev = (
        dict(PINNED.findall((ROOT / "requirements" / name).read_text(encoding="utf-8")))
        for name in ("run.txt", "dev.txt")
    )
    assert {name: dev.get(name) for name in run} == run


def test_declared_dependencies_are_locked():
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = {"run.txt": declared["project"]["dependencies"], "dev.txt": declared["dependency-groups"]["dev"]}
    for name, requirements in groups.items():
        locked = dict(PINNED.findall((ROOT / "requirements" / name).read_text(encoding="utf-8")))
        wanted = {re.split(r"[\[<>=~! ]", requirement)[0].lower().replace("_", "-") for requirement in requirements}
        assert wanted - locked.keys() == set()


def test_publiccode_says_what_the_standard_asks():
    said = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert (said["publiccodeYmlVersion"], said["softwareVersion"]) == ("0.4", project["version"])
    assert said["legal"]["license"] == project["license"]
    assert said["softwareType"] == "standalone/web"
    assert said["developmentStatus"] in ("concept", "development", "beta", "stable", "obsolete")
    assert said["maintenance"]["type"] in ("internal", "contract", "community", "none")
    assert said["maintenance"]["contacts"][0]["name"] != ""
    assert "fr" in said["localisation"]["availableLanguages"]
    assert isinstance(said["releaseDate"], date)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_publiccode_describes_the_product_in_each_language(language):
    said = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))["description"][language]

    assert len(said["shortDescription"]) <= 150
    assert 150 <= len(said["longDescription"]) <= 10_000
    assert said["features"] != []


def test_repository_holds_its_papers():
    held = {path.relative_to(ROOT).as_posix() for path in project_files()}

    assert {"LICENSE", "CONTRIBUTING.md", "CHANGELOG.md", "publiccode.yml", "docs/exploitation.md"} - held == set()
