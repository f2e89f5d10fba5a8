"""Leave alone for a while a service that keeps failing, instead of making everybody wait for it."""

from dataclasses import dataclass

from django.core.cache.backends.base import BaseCache

FAILURES = 5
"""In a row, after which the service is left alone."""
PAUSE = 60
"""Seconds, after which it is tried again: one failure more and the pause starts again."""
MEMORY = 3600
"""Seconds during which a failure counts."""


@dataclass(frozen=True)
class Circuit:
    """Counts in a cache, so that the processes that share the cache share what they learn."""

    cache: BaseCache
    name: str

    def is_open(self) -> bool:
        return self.cache.get(self._pause_key) is not None

    def failed(self) -> None:
        failures = self.cache.get(self._count_key, 0) + 1
        self.cache.set(self._count_key, failures, MEMORY)
        if failures >= FAILURES:
            self.cache.set(self._pause_key, failures, PAUSE)

    def answered(self) -> None:
        self.cache.delete_many([self._count_key, self._pause_key])

    @property
    def _count_key(self) -> str:
        return f"circuit:{self.name}:failures"

    @property
    def _pause_key(self) -> str:
        return f"circuit:{self.name}:pause"
