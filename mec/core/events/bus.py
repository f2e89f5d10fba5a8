"""Typed news from an app to those above it.

Publishing writes one job per reader in the publisher's transaction: a reader never hears of what was rolled back,
and always hears of what was committed, even when the process dies in between.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

from django.utils.module_loading import import_string

from mec.core.jobs.queue import enqueue, job


@dataclass(frozen=True)
class Event:
    """What happened, as plain JSON values: ids, codes, text."""


E = TypeVar("E", bound=Event)


@dataclass(frozen=True)
class _Subscription:
    handler: str
    when: Callable[[Any], bool] | None


_subscriptions: dict[type[Event], list[_Subscription]] = {}


def subscribe(event_type: type[E], handler: Callable[[E], None], *, when: Callable[[E], bool] | None = None) -> None:
    """Have `handler`, a module-level idempotent function, called by a job for each event for which `when` holds.

    Called in `AppConfig.ready()`; `when` is evaluated in the publisher's transaction and must be cheap.
    """
    subscription = _Subscription(f"{handler.__module__}.{handler.__qualname__}", when)
    known = _subscriptions.setdefault(event_type, [])
    if subscription.handler not in [other.handler for other in known]:
        known.append(subscription)


def publish(event: Event) -> None:
    event_type = type(event)
    for subscription in _subscriptions.get(event_type, ()):
        if subscription.when is None or subscription.when(event):
            enqueue(
                deliver,
                event=f"{event_type.__module__}.{event_type.__qualname__}",
                handler=subscription.handler,
                data=asdict(event),
            )


@job()
def deliver(*, event: str, handler: str, data: dict[str, Any]) -> None:
    import_string(handler)(import_string(event)(**data))
