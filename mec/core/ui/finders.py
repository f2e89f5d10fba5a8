"""Where `collectstatic` and the live test server find static files: our apps, and the bundle of third-party parts."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import AppDirectoriesFinder, BaseFinder
from django.core.files.storage import FileSystemStorage

from mec.core.ui.assets import build


class ProductFinder(AppDirectoriesFinder):
    """Our own apps only: of the packages we use, the bundle takes what a page needs."""

    def __init__(self, app_names: Any = None, *args: Any, **kwargs: Any) -> None:
        ours = [config.name for config in apps.get_app_configs() if config.name.startswith("mec.")]
        super().__init__(app_names or ours, *args, **kwargs)


class BundleFinder(BaseFinder):
    @cached_property
    def _names(self) -> list[str]:
        return build(settings.DATA_DIR / "bundle")

    @cached_property
    def _storage(self) -> FileSystemStorage:
        return FileSystemStorage(settings.DATA_DIR / "bundle")

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002 -- Django's signature
        found = [self._storage.path(path)] if path.startswith("vendor/") and path in self._names else []
        return found[0] if found and not find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[Any]:
        return [(name, self._storage) for name in self._names]
