"""Receive files: on the pages that declare it, from people who are signed in, within limits; nowhere else.

A file too many or too long is read to its end but not kept, so that the person gets the page back with all the rest of
the form; a request beyond reason is refused unread. Files are spooled in the data directory, without a name: a process
that dies leaves nothing behind.
"""

import logging
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import UnreadablePostError

from mec.core.http.page import page_mark

logger = logging.getLogger("mec.http")

LARGEST_FILE = 40 * 1024 * 1024
MOST_FILES = 10
LARGEST_REQUEST = 1024 * 1024 * 1024
"""Bytes. Beyond, the request of a page that takes files is refused before it is read."""
TOO_BIG, TOO_MANY, UNAVAILABLE = "trop_gros", "trop_nombreux", "indisponible"


class ReceivedFile(UploadedFile[Any]):
    """A file of a form; `flaw` is empty, or says why its content was not kept."""

    def __init__(self, spool: IO[bytes] | None, *, name: str, size: int, field_name: str, flaw: str = "") -> None:
        super().__init__(file=spool, name=name, size=size)
        self.field_name = field_name
        self.flaw = flaw

    def close(self) -> None:
        if self.file is not None:
            super().close()


class GuardedUploadHandler(FileUploadHandler):
    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803 -- Django's name
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        self._takes_files = _takes_files(self.request)
        self._count = 0
        self._spool: IO[bytes] | None = None
        most = LARGEST_REQUEST if self._takes_files else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if content_length > most:
            raise RequestDataTooBig("Request longer than this page takes.")
        input_data.read = self._whole(input_data.read, content_length)

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if not self._takes_files:
            raise SkipFile
        self._count += 1
        self._spool = None
        self._flaw = TOO_MANY if self._count > MOST_FILES else ""
        if not self._flaw:
            self._try(self._open)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self._spool is not None and start + len(raw_data) > LARGEST_FILE:
            self._drop(TOO_BIG)
        if self._spool is not None:
            self._try(lambda: self._write(raw_data))

    def file_complete(self, file_size: int) -> ReceivedFile | None:
        if not self._takes_files:
            return None
        if self._spool is not None:
            self._spool.seek(0)
        name, field = str(self.file_name), str(self.field_name)
        return ReceivedFile(self._spool, name=name, size=file_size, field_name=field, flaw=self._flaw)

    def _open(self) -> None:
        folder = Path(settings.DATA_DIR) / "incoming"
        folder.mkdir(parents=True, exist_ok=True)
        self._spool = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 -- closed with the request

    def _write(self, raw_data: bytes) -> None:
        if self._spool is not None:
            self._spool.write(raw_data)

    def _try(self, action: Callable[[], None]) -> None:
        """Do it, or note that the disk refuses."""
        try:
            action()
        except OSError:
            logger.exception("upload not spooled")
            self._drop(UNAVAILABLE)

    def _whole(self, read: Callable[..., bytes], content_length: int) -> Callable[..., bytes]:
        """Have a body that ends before its announced length raise, as Django does for other interruptions."""
        seen = 0

        def counted(*args: Any) -> bytes:
            nonlocal seen
            data = read(*args)
            seen += len(data)
            if not data and seen < content_length:
                self._drop("")
                raise UnreadablePostError("The body ends before its announced length.")
            return data

        return counted

    def _drop(self, flaw: str) -> None:
        if self._spool is not None:
            self._spool.close()
        self._spool, self._flaw = None, flaw


def _takes_files(request: Any) -> bool:
    match = getattr(request, "resolver_match", None)
    mark = page_mark(match.func) if match else None
    return mark is not None and mark.files and request.user.is_authenticated
