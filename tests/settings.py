"""The settings of the test suite: the product's own, made strict."""

import os
import tempfile
import zlib
from pathlib import Path

from tests.strict import UndefinedVariable

os.environ.setdefault("MEC_SECRET_KEY", "test-only-secret-key-of-more-than-fifty-characters-for-the-suite")
_data_dir = tempfile.TemporaryDirectory(prefix="mec-tests-")
# Each process has its own: two that test side by side would count each other's files.
os.environ["MEC_DATA_DIR"] = _data_dir.name

from mec.config.settings import *  # noqa: E402, F403 -- the environment comes first

# The same tests have just run on another engine, where each page was looked at: what it is does not depend on that.
PAGES_WERE_CHECKED = bool(os.environ.get("PAGES_WERE_CHECKED"))
if not PAGES_WERE_CHECKED:
    INSTALLED_APPS += ["zeal"]  # noqa: F405
    MIDDLEWARE = ["zeal.middleware.zeal_middleware", *MIDDLEWARE]  # noqa: F405
ZEAL_RAISE = True
# Two counters or two entries of the journal in one request are two facts; three rows are a loop.
ZEAL_NPLUSONE_THRESHOLD = 3
# What one gesture does to many objects is told once in the chain of each of them.
ZEAL_ALLOWLIST = [{"model": "journal.Chain*"}]

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
WHITENOISE_AUTOREFRESH = True
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = UndefinedVariable("%s")  # noqa: F405

# One test database per checkout, so that two working copies may test on one server at the same time.
CHECKOUT = f"{zlib.crc32(str(Path(__file__).resolve()).encode()):08x}"
if DATABASES["default"]["ENGINE"].endswith("postgresql"):  # noqa: F405
    DATABASES["default"]["TEST"] = {"NAME": f"test_mec_{CHECKOUT}"}  # noqa: F405
    DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405
