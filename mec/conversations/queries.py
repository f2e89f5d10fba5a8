from dataclasses import dataclass

from django.db import models

from mec.accounts.models import User
from mec.conversations.models import Message
from mec.core.db import keyset_page

LATEST = 30
"""Messages on one page: the rest is one link away."""
_SHOWN = (
    *("body", "created_at"),
    *("author__first_name", "author__last_name", "author__email", "organization__name"),
)


@dataclass(frozen=True)
class ThreadPage:
    """A stretch of a thread, oldest message first."""

    messages: list[Message]
    older: str
    """The cursor of what was written before; empty at the beginning of the thread."""
    is_latest: bool


def latest_messages(thread_id: int, *, cursor: str = "") -> ThreadPage:
    """Return the last messages of a thread, or those before `cursor`, with what a page shows of their authors."""
    found = keyset_page(messages_of(thread_id).only(*_SHOWN), order=("-pk",), cursor=cursor, size=LATEST)
    return ThreadPage(found.rows[::-1], found.next_cursor, found.is_first)


def messages_of(thread_id: int) -> models.QuerySet[Message]:
    """Return a thread's messages, oldest first, with what a page shows of their authors."""
    return Message.objects.filter(thread=thread_id).select_related("author", "organization").order_by("id")


def authors_of(thread_id: int) -> models.QuerySet[User]:
    """Return the people who wrote in a thread, each once."""
    return User.objects.filter(pk__in=Message.objects.filter(thread=thread_id).values("author")).order_by("pk")
