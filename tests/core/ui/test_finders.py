from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import override_settings

MANIFEST_STORAGE = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}


@pytest.mark.parametrize("name", ["vendor/dsfr.css", "vendor/dsfr.js", "ui/mec.css", "ui/theme.js"])
def test_static_file_is_found(name):
    assert Path(finders.find(name)).is_file()


@pytest.mark.parametrize("name", ["vendor/.stamp", "vendor/unknown.css", "dsfr/dist/dsfr.css"])
def test_static_file_outside_of_the_bundle_is_not_found(name):
    assert finders.find(name) is None


def test_collectstatic_hashes_and_compresses_few_files(tmp_path, settings):
    storages = {**settings.STORAGES, "staticfiles": MANIFEST_STORAGE}
    with override_settings(STORAGES=storages, STATIC_ROOT=tmp_path):
        call_command("collectstatic", interactive=False, verbosity=0)

    hashed = sorted(path.name for path in (tmp_path / "vendor").glob("dsfr.*.css.br"))
    assert len(hashed) == 1
    assert sum(path.stat().st_size for path in tmp_path.rglob("*") if path.suffix not in {".br", ".gz"}) < 3_000_000
