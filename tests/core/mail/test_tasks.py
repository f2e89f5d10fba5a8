from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from mec.core.jobs.health import parked_jobs, replay
from mec.core.jobs.runner import drain
from mec.core.mail.models import Mail
from mec.core.mail.services import queue_mail
from mec.core.mail.tasks import message_id, purge_mails, send_mail
from tests.factories.mail import MailFactory

pytestmark = pytest.mark.django_db
START = "2026-11-20T10:00:00Z"
DOWN = "tests.core.mail.servers.DownBackend"
NO_SERVER = "django.core.mail.backends.dummy.EmailBackend"


def queue(**changes) -> Mail:
    parts = {"to": "secretaire@privas.fr", "subject": "École", "text": "Bonjour,", "key": "message:1"}
    return queue_mail(**{**parts, **changes})


def test_mail_leaves_with_all_its_parts(mailoutbox, settings):
    settings.SITE_URL = "https://mec.exemple.gouv.fr"
    queue(html="<p>Bonjour,</p>", reply_to="ddt@ardeche.gouv.fr", headers={"References": "<a@b>"})
    drain()
    (sent,) = mailoutbox
    message = sent.message()
    assert (sent.to, sent.subject, sent.body) == (["secretaire@privas.fr"], "École", "Bonjour,")
    assert [(part.content, part.mimetype) for part in sent.alternatives] == [("<p>Bonjour,</p>", "text/html")]
    assert message["Reply-To"] == "ddt@ardeche.gouv.fr"
    assert message["References"] == "<a@b>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"] == message_id("message:1")
    assert message_id("message:1").endswith("@mec.exemple.gouv.fr>")


def test_mail_without_html_is_plain_text(mailoutbox):
    queue()
    drain()
    assert mailoutbox[0].message().get_content_type() == "text/plain"


def test_message_id_depends_on_the_key_alone():
    assert message_id("message:1") == message_id("message:1")
    assert message_id("message:1") != message_id("message:2")


def test_mail_leaves_once_however_often_its_job_runs(mailoutbox):
    mail = queue()
    for _ in range(3):
        send_mail.call(mail_id=mail.pk)
    drain()
    assert len(mailoutbox) == 1


def test_mail_purged_before_it_left_is_forgotten(mailoutbox):
    queue()
    Mail.objects.all().delete()
    drain()
    assert (mailoutbox, parked_jobs()) == ([], [])


def test_mail_without_a_server_is_kept_and_marked_as_sent(settings):
    settings.EMAIL_BACKEND = NO_SERVER
    with time_machine.travel(START, tick=False):
        queue()
        drain()
        assert Mail.objects.get().sent_at == timezone.now()


def test_mail_leaves_when_the_server_is_back(mailoutbox, settings):
    working = settings.EMAIL_BACKEND
    with time_machine.travel(START, tick=False) as clock:
        settings.EMAIL_BACKEND = DOWN
        queue()
        for _ in range(10):
            drain()
            clock.shift(timedelta(hours=2))
        assert Mail.objects.get().sent_at is None
        settings.EMAIL_BACKEND = working
        drain()
    assert len(mailoutbox) == 1


def test_mail_refused_for_two_days_is_parked_and_leaves_when_replayed(mailoutbox, settings):
    working = settings.EMAIL_BACKEND
    with time_machine.travel(START, tick=False) as clock:
        settings.EMAIL_BACKEND = DOWN
        queue()
        queued_at = timezone.now()
        while not parked_jobs():
            drain()
            clock.shift(timedelta(minutes=15))
        assert timedelta(hours=40) < timezone.now() - queued_at < timedelta(hours=64)
        settings.EMAIL_BACKEND = working
        assert replay([parked_jobs()[0].id]) == 1
        drain()
    assert len(mailoutbox) == 1


def test_mails_are_purged_after_two_months():
    with time_machine.travel(START, tick=False) as clock:
        MailFactory(key="old")
        clock.shift(timedelta(days=1))
        MailFactory(key="new")
        clock.shift(timedelta(days=61, seconds=1))
        purge_mails.call()
    assert list(Mail.objects.values_list("key", flat=True)) == ["new"]
