from uuid import uuid4

import pytest

from mec.conversations.models import Message, Thread
from mec.conversations.queries import messages_of
from mec.conversations.services import EmptyMessageError, add_message
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def say(thread, author, body="Bonjour", key=None):
    return add_message(thread.pk, body=body, key=key or uuid4(), organization=None, actor=author)


def test_messages_are_read_in_the_order_they_were_written():
    thread, author = Thread.objects.create(), UserFactory()
    bodies = [f"Message {number}" for number in range(3)]
    for body in bodies:
        say(thread, author, body)

    assert [message.body for message in messages_of(thread.pk)] == bodies


def test_same_key_adds_one_message_and_keeps_the_first_words():
    thread, author, key = Thread.objects.create(), UserFactory(), uuid4()

    first, new = say(thread, author, "Premier", key)
    second, new_again = say(thread, author, "Second", key)

    assert (first, new, new_again, second.body) == (second, True, False, "Premier")


def test_same_key_of_another_person_or_thread_is_another_message():
    thread, other, key = Thread.objects.create(), Thread.objects.create(), uuid4()
    author = UserFactory()
    for where, who in ((thread, author), (thread, UserFactory()), (other, author)):
        say(where, who, key=key)

    assert Message.objects.count() == 3


@pytest.mark.parametrize("body", ["", "  \n\t "])
def test_empty_message_is_refused(body):
    with pytest.raises(EmptyMessageError):
        say(Thread.objects.create(), UserFactory(), body)
    assert not Message.objects.exists()
