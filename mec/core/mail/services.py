"""Queue mails: a row and a job of the caller's transaction."""

import re
from collections.abc import Mapping

from django.db import transaction

from mec.core.jobs.queue import enqueue
from mec.core.mail.models import Mail
from mec.core.mail.tasks import send_mail

SUBJECT_LENGTH = 500
RESERVED_HEADERS = frozenset({"from", "to", "cc", "bcc", "subject", "date", "message-id", "reply-to"})
_HEADER_NAME = re.compile(r"[A-Za-z0-9-]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class MailHeaderError(ValueError):
    """An address or a header that would break out of its line, or that is not the caller's to set."""


@transaction.atomic
def queue_mail(  # noqa: PLR0913 -- the parts of a mail, all named by the caller
    *,
    to: str,
    subject: str,
    text: str,
    html: str = "",
    key: str,
    reply_to: str = "",
    headers: Mapping[str, str] | None = None,
) -> Mail:
    """Have a mail sent to one address once the caller's transaction is committed.

    A second call with the same `key` returns the first mail and changes nothing. White space and control characters of
    the subject, which often quotes a person's words, become single spaces; elsewhere they raise MailHeaderError.
    """
    headers = dict(headers or {})
    _refuse_bad_lines(to, reply_to, headers)
    mail, created = Mail.objects.get_or_create(
        key=key,
        defaults={
            "to": to,
            "subject": " ".join(_CONTROL.sub(" ", subject).split())[:SUBJECT_LENGTH],
            "text": text,
            "html": html,
            "reply_to": reply_to,
            "headers": headers,
        },
    )
    if created:
        enqueue(send_mail, mail_id=mail.pk)
    return mail


def _refuse_bad_lines(to: str, reply_to: str, headers: Mapping[str, str]) -> None:
    for name in headers:
        if not _HEADER_NAME.fullmatch(name) or name.lower() in RESERVED_HEADERS:
            raise MailHeaderError(name)
    for value in (to, reply_to, *headers.values()):
        if _CONTROL.search(value):
            raise MailHeaderError(value)
