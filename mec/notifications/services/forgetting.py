"""Who leaves the State keeps nothing of what the State alone reads."""

from mec.accounts.models import User
from mec.core.journal.models import Entry
from mec.core.journal.services import EntryRecorded
from mec.notifications.models import Notification
from mec.notifications.queries import reads_for_the_state
from mec.organizations.enums import EntryAudience, Verb


def ends_a_membership(event: EntryRecorded) -> bool:
    return event.verb == Verb.MEMBER_ENDED


def forget_state_news(event: EntryRecorded) -> None:
    """Delete these notifications of somebody who no longer acts for any service of the State."""
    entry = Entry.objects.get(pk=event.entry_id)
    person = User.objects.get(pk=entry.data["user"])
    if not reads_for_the_state(person):
        Notification.objects.filter(recipient=person, entry__audience=EntryAudience.STATE).delete()
