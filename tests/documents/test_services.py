import threading
from uuid import uuid4

import pytest
from django.db import connection

from mec.documents.enums import DocumentCategory, ScanState
from mec.documents.models import Document, DocumentVersion
from mec.documents.queries import download_name, readable_documents, usage, withdrawn_documents
from mec.documents.services import (
    add_documents,
    add_version,
    edit_document,
    restore_document,
    withdraw_document,
)
from tests.factories.accounts import UserFactory
from tests.factories.documents import PDF, office, stored

pytestmark = pytest.mark.django_db


def deposit(author, *files, key=None):
    made = add_documents(files=files, category=DocumentCategory.QUOTE, key=key or uuid4(), actor=author)
    return [document for document, _ in made]


def test_deposit_makes_one_document_of_each_file(author):
    first, second = deposit(author, stored("Devis A.pdf"), stored("Devis B.docx", office()))

    assert (first.name, second.name) == ("Devis A", "Devis B")
    assert [version.number for version in first.versions.all()] == [1]
    assert first.versions.get().scan_state == ScanState.NOT_SCANNED


def test_same_form_sent_twice_deposits_once(author):
    key = uuid4()
    for _ in range(2):
        deposit(author, stored("a.pdf", PDF), stored("b.docx", office()), key=key)

    assert Document.objects.count() == 2


def test_another_file_under_the_same_key_is_not_lost(author):
    """The page found again by the browser's "back" has the same key."""
    key = uuid4()
    deposit(author, stored("a.pdf"), key=key)
    deposit(author, stored("b.pdf"), key=key)

    assert sorted(Document.objects.values_list("name", flat=True)) == ["a", "b"]


def test_withdrawn_file_can_be_deposited_again_by_the_same_page(author):
    key = uuid4()
    withdraw_document(deposit(author, stored("a.pdf", PDF), key=key)[0], actor=author)
    deposit(author, stored("a.pdf", PDF), key=key)

    assert Document.objects.filter(withdrawn_at=None).count() == 1


def test_version_follows_the_last_one(author):
    (document,) = deposit(author, stored("Devis.pdf"))
    added = add_version(document, file=stored("Devis signé.docx", office()), expected=1, actor=author)

    assert (added.new, added.overtaken, added.version.number, document.version) == (True, None, 2, 2)
    assert download_name(document, added.version) == "Devis.docx"


def test_same_content_sent_again_is_no_version(author):
    (document,) = deposit(author, stored("a.pdf", PDF))
    added = add_version(document, file=stored("a.pdf", PDF), expected=1, actor=author)

    assert (added.new, document.versions.count()) == (False, 1)


def test_second_of_two_versions_says_whom_it_follows(author):
    other = UserFactory()
    (document,) = deposit(author, stored("a.pdf"))
    add_version(document, file=stored("b.pdf"), expected=1, actor=other)
    added = add_version(Document.objects.get(), file=stored("c.pdf"), expected=1, actor=author)

    assert (added.version.number, added.overtaken.uploaded_by) == (3, other)
    assert document.versions.count() == 3


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite admits one writer at a time")
def test_versions_added_at_once_are_all_kept(author):
    (document,) = deposit(author, stored("a.pdf"))
    start = threading.Barrier(4)
    files = [stored(f"{number}.pdf") for number in range(4)]
    failures = []

    def add(file):
        try:
            start.wait()
            add_version(Document.objects.get(pk=document.pk), file=file, expected=1, actor=author)
        except Exception as error:  # noqa: BLE001 -- told by the assertion
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=add, args=[file]) for file in files]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert sorted(DocumentVersion.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5]
    assert Document.objects.get().version == 5


def test_edit_renames_and_classes_once(author):
    (document,) = deposit(author, stored("scan0001.pdf"))

    assert edit_document(document, name="Devis / toiture", category=DocumentCategory.PLAN, actor=author)
    assert not edit_document(document, name=document.name, category=DocumentCategory.PLAN, actor=author)
    assert (document.name, document.category) == ("toiture", DocumentCategory.PLAN)


def test_withdrawn_document_leaves_the_list_and_comes_back(author):
    (document,) = deposit(author, stored())

    assert [withdraw_document(document, actor=author) for _ in range(2)] == [True, False]
    assert (list(readable_documents(author)), list(withdrawn_documents(author))) == ([], [document])
    assert usage(Document.objects.all()).count == 0

    assert [restore_document(document, actor=author) for _ in range(2)] == [True, False]
    assert list(readable_documents(author)) == [document]


def test_usage_counts_each_version(author):
    (document,) = deposit(author, stored("a.pdf", PDF))
    add_version(document, file=stored("b.docx", office()), expected=1, actor=author)

    used = usage(Document.objects.all())
    assert (used.count, used.size) == (2, len(PDF) + len(office()))
