import errno
import os
import stat
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone

from mec.documents.archives import RefusedFileError
from mec.documents.enums import DocumentCategory, FileDefect
from mec.documents.models import DocumentVersion
from mec.documents.services import add_documents
from mec.documents.storage import ContentMissingError, DurableStorage, kept_if_named, open_content, store, sweep
from tests.factories.documents import PDF, stored


class CutError(Exception):
    """The sender went away."""


class CutStream(BytesIO):
    """A file that breaks once so many bytes of it were read, in all its readings."""

    def __init__(self, content, most=None):
        super().__init__(content)
        self.given = 0
        self.most = most

    def read(self, size=-1):
        left = None if self.most is None else self.most - self.given
        if left == 0:
            raise CutError
        data = super().read(size if left is None or 0 <= size < left else left)
        self.given += len(data)
        return data


def name_it(file, author):
    return add_documents(files=[file], category=DocumentCategory.OTHER, key=uuid4(), actor=author)


def test_store_writes_under_a_key_that_says_nothing_of_the_file(own_storage, contents):
    file = store(BytesIO(PDF), "../Délibération.pdf")

    assert contents() == [file.storage_key]
    assert "lib" not in file.storage_key
    assert (file.name, file.size, file.content_type) == ("Délibération.pdf", len(PDF), "application/pdf")
    with own_storage.open(file.storage_key) as content:
        assert content.read() == PDF
    assert stat.S_IMODE(Path(own_storage.path(file.storage_key)).stat().st_mode) == 0o600


def test_refused_file_leaves_nothing(contents):
    with pytest.raises(RefusedFileError):
        store(BytesIO(b"MZ"), "a.pdf")

    assert contents() == []


def test_disk_that_refuses_is_told_as_a_defect(monkeypatch, contents):
    def refuse(*args):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(DurableStorage, "_save", refuse)
    with pytest.raises(RefusedFileError) as refused:
        store(BytesIO(PDF), "a.pdf")

    assert refused.value.defect == FileDefect.UNAVAILABLE


@pytest.mark.django_db
class TestKeptIfNamed:
    def test_content_that_a_version_names_stays(self, author, contents):
        file = stored()
        with kept_if_named([file]):
            name_it(file, author)

        assert contents() == [file.storage_key]

    def test_content_that_nothing_names_goes(self, contents):
        with kept_if_named([stored()]):
            pass

        assert contents() == []

    def test_content_of_an_undone_transaction_goes(self, author, contents):
        file = stored()
        with pytest.raises(IntegrityError), kept_if_named([file]), transaction.atomic():
            name_it(file, author)
            raise IntegrityError

        assert (contents(), DocumentVersion.objects.count()) == ([], 0)

    def test_database_that_goes_away_leaves_the_content_to_the_sweeper(self, contents):
        def refuse(*args):
            raise OperationalError("gone")

        file = stored()
        with connection.execute_wrapper(refuse), kept_if_named([file]):
            pass

        assert contents() == [file.storage_key]


@pytest.mark.django_db
class TestSweep:
    def test_orphans_of_yesterday_go_and_the_rest_stays(self, author, own_storage, contents):
        named, old, fresh = stored(), stored(), stored()
        name_it(named, author)
        yesterday = (timezone.now() - timedelta(hours=25)).timestamp()
        for file in (named, old):
            os.utime(own_storage.path(file.storage_key), (yesterday, yesterday))

        assert sweep(before=timezone.now() - timedelta(hours=24)) == 1
        assert contents() == sorted([named.storage_key, fresh.storage_key])

    def test_storage_that_was_never_written_has_nothing_to_sweep(self):
        assert sweep(before=timezone.now()) == 0


@pytest.mark.django_db
def test_content_lost_by_the_storage_is_said(author, own_storage):
    file = stored()
    document, _ = name_it(file, author)[0]
    own_storage.delete(file.storage_key)

    with pytest.raises(ContentMissingError):
        open_content(document.versions.get())


@pytest.mark.parametrize("share", [0, 0.01, 0.5, 0.99])
def test_writing_that_breaks_is_swept_and_can_be_tried_again(share, db, contents):
    whole = CutStream(PDF)
    store(whole, "a.pdf")
    before = contents()

    with pytest.raises(CutError):
        store(CutStream(PDF, most=whole.given - len(PDF) + int(len(PDF) * share)), "a.pdf")
    sweep(before=timezone.now() + timedelta(seconds=5))

    assert DocumentVersion.objects.count() == 0
    assert (len(before), contents()) == (1, [])
    assert store(BytesIO(PDF), "a.pdf").size == len(PDF)
