"""What the tools of the project say of it; `make test` runs them too, the suite keeps them true everywhere."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.architecture.sources import ROOT


def test_layers_hold():
    lint_imports = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([lint_imports, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout


@pytest.mark.django_db
def test_no_migration_is_outstanding():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
