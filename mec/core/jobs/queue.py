"""Declare a job, and queue it in the caller's transaction.

A job may run twice, never zero times: it is written so that a second run changes nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django_tasks.base import Task

DEFAULT_TRIES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Job(Task[..., None]):
    tries: int = DEFAULT_TRIES
    atomic: bool = True


def job(*, tries: int = DEFAULT_TRIES, atomic: bool = True) -> Callable[[Callable[..., None]], Job]:
    """Make a module-level function a job: keyword arguments of plain JSON values, idempotent.

    It is tried `tries` times, further and further apart, then parked until a person replays it. With `atomic`, what it
    writes and the mark that it is done are one transaction: right for database work of a few seconds at most. A job
    that waits for the outside, or that works for long, is declared with `atomic=False` and opens its own transactions.
    """

    def declare(function: Callable[..., None]) -> Job:
        return Job(func=function, tries=tries, atomic=atomic)

    return declare


def enqueue(declared: Task[..., None], **arguments: Any) -> None:
    """Queue a job: the row is part of the caller's transaction and runs only once that is committed."""
    declared.enqueue(**arguments)
