"""Write in a thread. Whoever owns the thread has checked the right to."""

from typing import Any
from uuid import UUID

from django.db import transaction

from mec.conversations.models import Message, Thread
from mec.organizations.models import Organization


class EmptyMessageError(Exception):
    """There is nothing to send."""


@transaction.atomic
def add_message(
    thread: Thread, *, body: str, key: UUID, organization: Organization | None, actor: Any
) -> tuple[Message, bool]:
    """Add a message once per `key`; return it and whether it is new. Raises EmptyMessageError.

    The same key used by someone else, or in another thread, is a new message of its own.
    """
    text = body.strip()
    if not text:
        raise EmptyMessageError
    return Message.objects.get_or_create(
        thread=thread,
        author=actor,
        key=key,
        defaults={"body": text, "organization": organization},
    )
