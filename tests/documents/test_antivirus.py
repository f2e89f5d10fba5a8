import socket
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from mec.core.jobs.runner import drain
from mec.documents import antivirus
from mec.documents.antivirus import AntivirusUnavailableError, Clamd
from mec.documents.enums import DocumentCategory, ScanState
from mec.documents.models import Document, DocumentVersion
from mec.documents.queries import files_health, readable_documents
from mec.documents.services import add_documents, add_version, withdraw_document
from mec.documents.tasks import purge_withdrawn, scan_version, sweep_orphans
from tests.documents.clamd import LIMIT, SIGNATURE, clamd, hangs_up, says
from tests.factories.accounts import UserFactory
from tests.factories.documents import PDF, stored


def closed_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def test_clean_content_is_clean():
    with clamd() as address:
        assert not Clamd(address).scan(BytesIO(b"x" * 200_000)).infected


def test_recognised_content_is_named():
    with clamd() as address:
        verdict = Clamd(address).scan(BytesIO(b"x" * 200_000 + SIGNATURE))

    assert (verdict.infected, verdict.signature) == (True, "Tests.Virus")


@pytest.mark.parametrize(
    "behave",
    [hangs_up, says(b""), says(b"stream: OK maybe\0"), says(b"<html>502</html>"), says(b"x" * 10_000)],
    ids=["hangs up", "says nothing", "says more", "is a web server", "says too much"],
)
def test_answer_that_is_no_verdict_is_not_taken_for_one(behave):
    with clamd(behave) as address, pytest.raises(AntivirusUnavailableError):
        Clamd(address).scan(BytesIO(b"content"))


def test_content_beyond_the_limit_of_the_server_has_no_verdict():
    with clamd() as address, pytest.raises(AntivirusUnavailableError):
        Clamd(address).scan(BytesIO(b"x" * (LIMIT + 100_000)))


def test_server_that_is_away_has_no_verdict():
    with pytest.raises(AntivirusUnavailableError):
        Clamd(f"tcp://127.0.0.1:{closed_port()}").scan(BytesIO(b"content"))
    with pytest.raises(AntivirusUnavailableError):
        Clamd("unix:///nowhere/clamd.ctl").scan(BytesIO(b"content"))


def test_server_that_says_nothing_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(antivirus, "TIMEOUT", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(AntivirusUnavailableError):
        Clamd(f"tcp://127.0.0.1:{silent.getsockname()[1]}").scan(BytesIO(b"content"))


@pytest.mark.django_db
class TestScan:
    def deposit(self, author, content=None):
        files = [stored("a.pdf", content)]
        ((document, _),) = add_documents(files=files, category=DocumentCategory.OTHER, key=uuid4(), actor=author)
        return document

    def test_version_is_its_senders_alone_until_it_is_clean(self, author, settings):
        with clamd() as settings.CLAMAV:
            document = self.deposit(author)
            assert list(readable_documents(author)) == [document]
            assert list(readable_documents(UserFactory())) == []

            drain()

        assert DocumentVersion.objects.get().scan_state == ScanState.CLEAN
        assert list(readable_documents(UserFactory())) == [document]

    def test_infected_version_is_nobodys(self, author, settings):
        with clamd() as settings.CLAMAV:
            self.deposit(author, PDF + SIGNATURE + b"\n%%EOF")
            scan_version.call(version_id=DocumentVersion.objects.get().pk)

        assert DocumentVersion.objects.get().scan_state == ScanState.INFECTED
        assert list(readable_documents(author)) == []

    def test_clean_version_stays_when_the_next_one_is_infected(self, author, settings):
        document = self.deposit(author)
        with clamd() as settings.CLAMAV:
            infected = stored("b.pdf", PDF + SIGNATURE + b"\n%%EOF")
            version = add_version(document, file=infected, expected=1, actor=author).version
            scan_version.call(version_id=version.pk)

        assert list(readable_documents(UserFactory())) == [document]

    def test_server_that_is_away_is_asked_again_later(self, author, settings):
        settings.CLAMAV = f"tcp://127.0.0.1:{closed_port()}"
        self.deposit(author)
        drain()

        assert DocumentVersion.objects.get().scan_state == ScanState.PENDING
        waiting = DBTaskResult.objects.get(task_path="mec.documents.tasks.scan_version")
        assert waiting.exception_class_path.endswith("AntivirusUnavailableError")

        with clamd() as settings.CLAMAV, time_machine.travel(timezone.now() + timedelta(hours=1), tick=False):
            drain()
        assert DocumentVersion.objects.get().scan_state == ScanState.CLEAN

    def test_antivirus_that_is_taken_away_lets_its_queue_go(self, author, settings):
        settings.CLAMAV = f"tcp://127.0.0.1:{closed_port()}"
        self.deposit(author)
        settings.CLAMAV = ""
        drain()

        assert DocumentVersion.objects.get().scan_state == ScanState.NOT_SCANNED

    def test_health_says_what_waits_and_since_when(self, author, settings):
        settings.CLAMAV = "tcp://127.0.0.1:1"
        self.deposit(author)

        health = files_health()
        assert (health.antivirus, health.pending, health.late) == (True, 1, 0)
        with time_machine.travel(timezone.now() + timedelta(minutes=16)):
            assert files_health().late == 1

    def test_withdrawn_document_is_forgotten_after_a_month_with_its_content(self, author, contents):
        document = self.deposit(author)
        withdraw_document(document, actor=author)

        with time_machine.travel(timezone.now() + timedelta(days=29)):
            purge_withdrawn.call()
        assert Document.objects.count() == 1

        with time_machine.travel(timezone.now() + timedelta(days=31)):
            purge_withdrawn.call()
            sweep_orphans.call()
        assert (Document.objects.count(), contents()) == (0, [])
