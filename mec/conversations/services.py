"""Write in a thread. Whoever owns the thread has checked the right to."""

from typing import Any
from uuid import UUID

from mec.conversations.models import Message
from mec.organizations.models import Organization


class EmptyMessageError(Exception):
    """There is nothing to send."""


def add_message(
    thread_id: int, *, body: str, key: UUID, organization: Organization | None, actor: Any
) -> tuple[Message, bool]:
    """Add a message once per `key`; return it and whether it is new. Raises EmptyMessageError.

    The same key used by someone else, or in another thread, is a new message of its own. In the transaction of the
    caller, who holds the row of what owns the thread: two sendings of one form wait for each other there.
    """
    text = body.strip()
    if not text:
        raise EmptyMessageError
    known = Message.objects.filter(thread=thread_id, author=actor, key=key).first()
    if known:
        return known, False
    made = Message(thread_id=thread_id, author=actor, key=key, body=text, organization=organization)
    made.save(force_insert=True)
    return made, True
