from datetime import timedelta

import pytest
from django.utils import timezone

from mec.core.mail.models import Mail
from mec.core.mail.queries import MailHealth, mail_health, sent_mails, waiting_mails
from tests.factories.mail import MailFactory

pytestmark = pytest.mark.django_db


def sent(**parts) -> Mail:
    return MailFactory(sent_at=timezone.now(), **parts)


def test_sent_mails_come_newest_first_without_those_that_wait():
    older, newer = sent(), sent()
    MailFactory()
    assert list(sent_mails()) == [newer, older]


def test_sent_mails_of_one_address_whatever_its_case():
    mail = sent(to="Maire@Privas.fr")
    sent(to="autre-maire@privas.fr")
    assert list(sent_mails(to="maire@privas.fr")) == [mail]


def test_waiting_mails_come_oldest_first():
    older, newer = MailFactory(), MailFactory()
    sent()
    assert list(waiting_mails()) == [older, newer]


def test_health_counts_mails_that_wait_and_those_that_wait_too_long():
    late = MailFactory()
    late_since = timezone.now() - timedelta(minutes=6)
    Mail.objects.filter(pk=late.pk).update(created_at=late_since)
    MailFactory()
    sent()
    assert mail_health() == MailHealth(waiting=2, late=1, oldest_waiting_at=late_since)


def test_health_when_every_mail_left():
    sent()
    assert mail_health() == MailHealth(waiting=0, late=0, oldest_waiting_at=None)
