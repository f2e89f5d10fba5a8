"""Tell people: at once, once a day, or on the page of notifications alone, as each of them chose."""

from mec.notifications.services.announce import announce_entry, is_announced
from mec.notifications.services.digest import send_digest_to
from mec.notifications.services.forgetting import ends_a_membership, forget_state_news
from mec.notifications.services.preferences import choose_rhythm, drop_waiting, follow_stop_link
from mec.notifications.services.reading import mark_all_read, mark_read

__all__ = [
    "announce_entry",
    "choose_rhythm",
    "drop_waiting",
    "ends_a_membership",
    "follow_stop_link",
    "forget_state_news",
    "is_announced",
    "mark_all_read",
    "mark_read",
    "send_digest_to",
]
