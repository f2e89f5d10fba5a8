from django.db import models

from mec.accounts.models import User
from mec.conversations.models import Message


def messages_of(thread_id: int) -> models.QuerySet[Message]:
    """Return a thread's messages, oldest first, with what a page shows of their authors."""
    return Message.objects.filter(thread=thread_id).select_related("author", "organization").order_by("id")


def authors_of(thread_id: int) -> models.QuerySet[User]:
    """Return the people who wrote in a thread, each once."""
    return User.objects.filter(pk__in=Message.objects.filter(thread=thread_id).values("author")).order_by("pk")
