"""The link by which a mail lets its reader receive no more of them, without signing in."""

from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import models
from django.urls import reverse

from mec.core.journal.audiences import type_of

_SALT = "mec.notifications.stop"


@dataclass(frozen=True)
class StopLink:
    """Who would hear no more of what; without a subject, of anything by mail. It works as long as the mail is kept."""

    user: int
    subject_type: str = ""
    subject: int = 0
    event_class: str = ""

    @property
    def stops_all(self) -> bool:
        return not self.subject_type


def stop_address(person: Any, subject: models.Model | None = None, event_class: str = "") -> str:
    """Return the whole address of the link: for one class of events of an object, or for every mail."""
    link = StopLink(person.pk, type_of(subject), subject.pk, event_class) if subject else StopLink(person.pk)
    token = signing.dumps(asdict(link), salt=_SALT)
    return f"{settings.SITE_URL}{reverse('account:stop_mails', args=[token])}"


def read_stop_link(token: str) -> StopLink | None:
    """Return what the link says, or None for one that we did not write."""
    try:
        return StopLink(**signing.loads(token, salt=_SALT))
    except (signing.BadSignature, TypeError):
        return None


def one_click(address: str) -> dict[str, str]:
    """Return the headers by which a mailbox shows its own button for the link (RFC 8058)."""
    return {"List-Unsubscribe": f"<{address}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
