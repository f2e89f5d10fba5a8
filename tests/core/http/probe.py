"""Attempts made from another process."""

from datetime import timedelta
from pathlib import Path

from mec.core.http.throttle import TooManyAttemptsError, hit
from tests.process import Gate


def race_to_hit(*, key: str, limit: int, attempts: int, gate: str) -> int:
    """Wait at the gate, then try; return how many attempts were let through."""
    Gate(Path(gate)).stop()
    let_through = 0
    for _ in range(attempts):
        try:
            hit(scope="race", key=key, limit=limit, window=timedelta(hours=1))
        except TooManyAttemptsError:
            continue
        let_through += 1
    return let_through
