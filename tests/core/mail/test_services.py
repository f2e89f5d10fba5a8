import pytest
from django.db import transaction
from django_tasks_db.models import DBTaskResult
from hypothesis import given
from hypothesis import strategies as st

from mec.core.mail.models import Mail
from mec.core.mail.services import SUBJECT_LENGTH, MailHeaderError, queue_mail
from mec.core.mail.tasks import _message
from tests.factories.mail import MailFactory

pytestmark = pytest.mark.django_db


def queue(**changes) -> Mail:
    parts = {
        "to": "secretaire@privas.fr",
        "subject": "École de Privas",
        "text": "Bonjour,",
        "key": "message:1",
    }
    return queue_mail(**{**parts, **changes})


def test_mail_is_a_row_and_a_job():
    mail = queue(html="<p>Bonjour,</p>", reply_to="ddt@ardeche.gouv.fr", headers={"In-Reply-To": "<a@b>"})
    assert list(Mail.objects.values("to", "subject", "text", "html", "reply_to", "headers", "sent_at")) == [
        {
            "to": "secretaire@privas.fr",
            "subject": "École de Privas",
            "text": "Bonjour,",
            "html": "<p>Bonjour,</p>",
            "reply_to": "ddt@ardeche.gouv.fr",
            "headers": {"In-Reply-To": "<a@b>"},
            "sent_at": None,
        }
    ]
    assert DBTaskResult.objects.get().args_kwargs["kwargs"] == {"mail_id": mail.pk}


def test_mail_of_a_transaction_that_is_undone_never_was():
    with transaction.atomic():
        queue()
        transaction.set_rollback(True)
    assert (Mail.objects.count(), DBTaskResult.objects.count()) == (0, 0)


def test_second_mail_with_the_same_key_changes_nothing():
    first = queue()
    assert queue(subject="Autre chose", to="autre@privas.fr") == first
    assert list(Mail.objects.values_list("subject", flat=True)) == ["École de Privas"]
    assert DBTaskResult.objects.count() == 1


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("École\r\nBcc: tous@france.fr", "École Bcc: tous@france.fr"),
        ("  École \t de\u2028Privas\x00 ", "École de Privas"),
        ("é" * 600, "é" * SUBJECT_LENGTH),
    ],
)
def test_subject_is_one_line(written, sent):
    assert queue(subject=written).subject == sent


@given(st.text())
def test_no_subject_breaks_out_of_its_header(subject):
    with transaction.atomic():
        mail = queue(subject=subject)
        message = _message(mail).message()
        transaction.set_rollback(True)
    assert message["Bcc"] is None
    assert len(message.get_all("Subject")) == 1
    assert message["To"] == "secretaire@privas.fr"


@pytest.mark.parametrize(
    "changes",
    [
        {"to": "a@privas.fr\r\nBcc: tous@france.fr"},
        {"to": "a@privas.fr\n"},
        {"reply_to": "a@privas.fr\rX: y"},
        {"headers": {"References": "<a@b>\n\nCorps"}},
        {"headers": {"X-Mec\r\nBcc": "tous@france.fr"}},
        {"headers": {"X Mec": "1"}},
        {"headers": {"": "1"}},
        {"headers": {"bcc": "tous@france.fr"}},
        {"headers": {"Message-ID": "<a@b>"}},
    ],
)
def test_header_that_breaks_out_or_is_not_the_callers_is_refused(changes):
    with pytest.raises(MailHeaderError):
        queue(**changes)
    assert Mail.objects.count() == 0


def test_mail_is_named_by_its_key():
    assert str(MailFactory(key="message:7")) == "message:7"
