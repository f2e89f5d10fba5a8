"""Files are taken where a page says so, from people who are signed in, within limits; a cut body is no body."""

from io import BytesIO

import pytest
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, UnreadablePostError
from django.test import RequestFactory
from django.urls import resolve

from mec.core.http import uploads
from mec.core.http.uploads import ReceivedFile
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

PAGE_WITH_FILES = "/projets/4821-7393/fichiers/"
PAGE_WITHOUT = "/projets/4821-7393/modifier/"
BOUNDARY = "frontiere"


def body_of(*files, after=True):
    parts = [f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="before"\r\n\r\navant\r\n'.encode()]
    for number, content in enumerate(files):
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="uploads"; filename="{number}.pdf"\r\n'
        parts.append(head.encode() + b"Content-Type: application/pdf\r\n\r\n" + content + b"\r\n")
    if after:
        parts.append(f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="after"\r\n\r\naprès\r\n'.encode())
    return b"".join([*parts, f"--{BOUNDARY}--\r\n".encode()])


def request_for(path, body, *, user=None, length=None) -> HttpRequest:
    request = RequestFactory().post(path, content_type=f"multipart/form-data; boundary={BOUNDARY}")
    request.META["CONTENT_LENGTH"] = str(len(body) if length is None else length)
    request._stream = BytesIO(body)
    request.resolver_match = resolve(path)
    request.user = user or UserFactory()
    return request


def received(request) -> list[ReceivedFile]:
    return request.FILES.getlist("uploads")


def test_file_is_received_whole_with_the_rest_of_the_form():
    content = b"x" * 300_000
    request = request_for(PAGE_WITH_FILES, body_of(content, b"y"))

    first, second = received(request)
    assert (first.read(), second.read(), first.size, first.flaw) == (content, b"y", 300_000, "")
    assert (request.POST["before"], request.POST["after"]) == ("avant", "après")
    request.close()


def test_file_that_is_too_long_is_named_and_not_kept(monkeypatch):
    monkeypatch.setattr(uploads, "LARGEST_FILE", 100_000)
    request = request_for(PAGE_WITH_FILES, body_of(b"x" * 100_000, b"x" * 100_001))

    fits, long = received(request)
    assert (fits.flaw, fits.size) == ("", 100_000)
    assert (long.flaw, long.size, long.file, long.name) == ("trop_gros", 100_001, None, "1.pdf")
    assert request.POST["after"] == "après"
    request.close()


def test_files_too_many_are_named_and_not_kept():
    request = request_for(PAGE_WITH_FILES, body_of(*[b"x"] * 12))

    assert [file.flaw for file in received(request)] == [""] * 10 + ["trop_nombreux"] * 2
    request.close()


def test_disk_that_refuses_leaves_the_rest_of_the_form(monkeypatch):
    def refuse(**kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(uploads.tempfile, "TemporaryFile", refuse)
    request = request_for(PAGE_WITH_FILES, body_of(b"x"))

    assert [file.flaw for file in received(request)] == ["indisponible"]
    assert request.POST["after"] == "après"
    request.close()


def test_page_that_takes_no_file_receives_none():
    request = request_for(PAGE_WITHOUT, body_of(b"x"))

    assert (received(request), request.POST["after"]) == ([], "après")


def test_visitor_without_account_sends_no_file():
    from django.contrib.auth.models import AnonymousUser

    assert received(request_for(PAGE_WITH_FILES, body_of(b"x"), user=AnonymousUser())) == []


@pytest.mark.parametrize(
    ("path", "length"), [(PAGE_WITH_FILES, uploads.LARGEST_REQUEST + 1), (PAGE_WITHOUT, 2 * 1024 * 1024 + 1)]
)
def test_request_beyond_reason_is_refused_unread(path, length):
    request = request_for(path, body_of(b"x"), length=length)
    with pytest.raises(RequestDataTooBig):
        request.POST  # noqa: B018 -- reading is what fails
    assert request._stream.tell() == 0


@pytest.mark.parametrize("share", [0, 0.01, 0.5, 0.99])
def test_body_that_is_cut_is_no_form_and_no_file(share):
    body = body_of(b"x" * 200_000, after=False)
    request = request_for(PAGE_WITH_FILES, body[: int(len(body) * share)], length=len(body))

    with pytest.raises(UnreadablePostError):
        request.POST  # noqa: B018 -- reading is what fails
    assert (list(request.POST), list(request.FILES)) == ([], [])


def test_request_beyond_reason_gets_the_page_that_says_so(client_of, people, project):
    path = f"/projets/{project.reference}/fichiers/"
    response = client_of(people["owner"]).post(path, {"a": "b"}, CONTENT_LENGTH=str(2 * 1024**3))

    assert response.status_code == 413
    assert "trop lourd" in response.content.decode()
