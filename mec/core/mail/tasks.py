"""Send what was queued, and forget it in time."""

import hashlib
from datetime import time, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from mec.core.jobs.backoff import tries_lasting
from mec.core.jobs.queue import job
from mec.core.jobs.schedules import scheduled
from mec.core.mail.models import Mail

PATIENCE = timedelta(hours=48)
KEPT = timedelta(days=62)


@job(tries=tries_lasting(PATIENCE), atomic=False)
def send_mail(*, mail_id: int) -> None:
    """Hand a mail to the server; without one, Django's dummy backend makes it simply sent.

    A crash between the server's answer and our mark sends it again under the same Message-ID, which mailboxes merge.
    """
    mail = Mail.objects.filter(pk=mail_id, sent_at=None).first()
    if mail is None:
        return
    _message(mail).send()
    Mail.objects.filter(pk=mail_id).update(sent_at=timezone.now())


@scheduled(name="mail.purge", at=time(3, 40))
@job()
def purge_mails() -> None:
    Mail.objects.filter(created_at__lt=timezone.now() - KEPT).delete()


def _message(mail: Mail) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[mail.to],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        headers={"Auto-Submitted": "auto-generated", **mail.headers, "Message-ID": message_id(mail.key)},
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    return message


def message_id(key: str) -> str:
    """Return the Message-ID of the mail with this key, so that a later one can answer it."""
    digest = hashlib.sha256(key.encode()).hexdigest()[:40]
    return f"<{digest}@{urlsplit(settings.SITE_URL).hostname}>"
