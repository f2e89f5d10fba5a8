"""What does not depend on the app that announces; tests/projects/test_notices.py tells who is told of what."""

import pytest

from mec.core.journal.services import EntryRecorded
from mec.notifications.queries import notifications_visible_to, unread_count
from mec.notifications.services import is_announced
from mec.projects.enums import Verb
from tests.factories.accounts import UserFactory


@pytest.mark.parametrize(("verb", "announced"), [(Verb.SUBMITTED, True), (Verb.EDITED, False), ("inconnu", False)])
def test_only_declared_verbs_are_announced(verb, announced):
    assert is_announced(EntryRecorded(entry_id=1, verb=str(verb))) is announced


@pytest.mark.django_db
def test_newcomer_has_no_notification():
    person = UserFactory()

    assert (list(notifications_visible_to(person)), unread_count(person)) == ([], 0)
