"""Where the contents are: under random keys, each written before a row names it.

So a crash leaves no row without content; the contents that it leaves without row are swept later.
"""

import hashlib
import logging
import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.db import DatabaseError

from mec.documents.archives import CHUNK, RefusedFileError
from mec.documents.enums import FileDefect
from mec.documents.models import DocumentVersion
from mec.documents.names import clean_name
from mec.documents.validators import checked_format

logger = logging.getLogger("mec.documents")


class DurableStorage(FileSystemStorage):
    """Files on disk that are there to stay once `save` returns, even if the machine loses power."""

    def _save(self, name: str, content: File[Any]) -> str:
        saved: str = super()._save(name, content)  # type: ignore[misc]  # Django's documented extension point
        descriptor = os.open(self.path(saved), os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        return saved


@dataclass(frozen=True)
class StoredFile:
    """A content that was checked and written, and that no row names yet."""

    name: str
    size: int
    content_type: str
    sha256: str
    storage_key: str


class ContentMissingError(Exception):
    """The storage does not give the content that a version names: lost, or out of reach for now."""


def documents_storage() -> Storage:
    return storages["documents"]


def open_content(version: DocumentVersion) -> IO[bytes]:
    """Open a version's content for reading. Raises ContentMissingError."""
    try:
        return documents_storage().open(version.storage_key)
    except OSError as error:
        logger.exception("content missing: version=%s", version.pk)
        raise ContentMissingError from error


def store(upload: IO[bytes], name: str) -> StoredFile:
    """Check a file and write it. Raises RefusedFileError, having kept nothing."""
    cleaned = clean_name(name)
    found = checked_format(upload, cleaned)
    upload.seek(0)
    digest = hashlib.sha256()
    size = 0
    while chunk := upload.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
    upload.seek(0)
    try:
        key = documents_storage().save(_new_key(), File(upload))
    except OSError as error:
        logger.exception("content not written")
        raise RefusedFileError(FileDefect.UNAVAILABLE) from error
    return StoredFile(cleaned, size, found.content_type, digest.hexdigest(), key)


def _new_key() -> str:
    token = secrets.token_hex(32)
    return f"{token[:2]}/{token[2:]}"


@contextmanager
def kept_if_named(files: Sequence[StoredFile]) -> Iterator[None]:
    """Delete, on leaving, the contents that no version came to name: refused, sent twice, or undone by an error."""
    try:
        yield
    finally:
        keys = {file.storage_key for file in files}
        try:
            named = set(DocumentVersion.objects.filter(storage_key__in=keys).values_list("storage_key", flat=True))
            for key in keys - named:
                documents_storage().delete(key)
        except (DatabaseError, OSError):
            logger.warning("contents left to the sweeper: %d", len(keys))


def sweep(*, before: datetime) -> int:
    """Delete the contents written `before` that no version names, and return how many."""
    storage = documents_storage()
    count = 0
    for folder in _folders(storage):
        keys = {f"{folder}/{name}" for name in storage.listdir(folder)[1]}
        named = DocumentVersion.objects.filter(storage_key__in=keys).values_list("storage_key", flat=True)
        for key in keys - set(named):
            if storage.get_modified_time(key) < before:
                storage.delete(key)
                count += 1
    return count


def _folders(storage: Storage) -> list[str]:
    try:
        return storage.listdir("")[0]
    except FileNotFoundError:
        return []
