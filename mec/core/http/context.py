"""Which request the code runs for, when it runs for one."""

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class RequestContext:
    request_id: str
    """Names the request in the journal, the logs and the error pages."""


_current: ContextVar[RequestContext | None] = ContextVar("mec_request", default=None)


def current_request() -> RequestContext | None:
    return _current.get()


enter_request = _current.set
leave_request = _current.reset
