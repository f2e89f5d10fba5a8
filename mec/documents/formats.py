"""The formats that are accepted, and how each is known by its content."""

import codecs
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import IO

from mec.documents.archives import CHUNK, EICAR, ENTRY_MARK, RefusedFileError, check_archive
from mec.documents.enums import FileDefect

HEAD = 2048
TAIL = 66 * 1024
"""A ZIP reader looks this far from the end."""

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""Formats of before 2007, and today's ones under a password."""
_LAUNCH = re.compile(rb"/S\s*/Launch\b")
_MARKUP = re.compile(rb"\s*<(?:!doctype|html|head|body|script|svg|\?php|\?xml|iframe|\?=)", re.IGNORECASE)
_BINARY = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_BYTE_ORDERS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8"))


@dataclass(frozen=True)
class FileFormat:
    label: str
    """As a person calls it: "PDF"."""
    content_type: str
    check: Callable[[IO[bytes]], None]
    """Raises RefusedFileError unless the content is of this format and of no other."""


def _head(stream: IO[bytes]) -> bytes:
    stream.seek(0)
    return stream.read(HEAD)


def _tail(stream: IO[bytes]) -> bytes:
    stream.seek(max(0, stream.seek(0, 2) - TAIL))
    return stream.read()


def _require(condition: object, defect: FileDefect = FileDefect.MISMATCH) -> None:
    if not condition:
        raise RefusedFileError(defect)


def _require_no_second_format(stream: IO[bytes]) -> None:
    """Refuse a file that opens as a ZIP too."""
    _require(b"PK\x05\x06" not in _tail(stream))


def _pdf(stream: IO[bytes]) -> None:
    """Scripts are let through, for many official forms have some: the file is never opened within our pages."""
    _require(_head(stream).startswith(b"%PDF-"))
    _require(b"%%EOF" in _tail(stream)[-2048:], FileDefect.DAMAGED)
    _require_no_second_format(stream)
    stream.seek(0)
    seen = b""
    while chunk := stream.read(CHUNK):
        seen = seen[-32:] + chunk
        _require(not _LAUNCH.search(seen), FileDefect.HOSTILE)


def _png(stream: IO[bytes]) -> None:
    _require(_head(stream).startswith(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"))
    _require(_tail(stream).endswith(b"IEND\xaeB`\x82"), FileDefect.DAMAGED)
    _require_no_second_format(stream)


def _jpeg(stream: IO[bytes]) -> None:
    """Cameras write things of their own after the image: its end is looked for near the end."""
    _require(_head(stream).startswith(b"\xff\xd8\xff"))
    _require(b"\xff\xd9" in _tail(stream), FileDefect.DAMAGED)
    _require_no_second_format(stream)


def _webp(stream: IO[bytes]) -> None:
    head, size = _head(stream), stream.seek(0, 2)
    _require(head.startswith(b"RIFF") and head[8:15] == b"WEBPVP8")
    _require(int.from_bytes(head[4:8], "little") + 8 == size, FileDefect.DAMAGED)
    _require_no_second_format(stream)


def _text(stream: IO[bytes]) -> None:
    """UTF-8, UTF-16 with its mark, or the Windows encoding of old tables; no markup, nothing that is not text."""
    head = _head(stream)
    _require(not head.startswith((b"%PDF-", ENTRY_MARK, b"#!")))
    encoding = next((encoding for mark, encoding in _BYTE_ORDERS if head.startswith(mark)), "utf-8")
    try:
        first = _decoded(stream, encoding, "strict")
    except UnicodeDecodeError:
        first = _decoded(stream, "cp1252", "replace")
    _require(not _MARKUP.match(first.lstrip("\ufeff").encode()))


def _decoded(stream: IO[bytes], encoding: str, errors: str) -> str:
    """Read the text to its end, a little at a time, and return its beginning."""
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    stream.seek(0)
    first = ""
    while chunk := stream.read(CHUNK):
        text = decoder.decode(chunk)
        _require(not _BINARY.search(text))
        first = first or text[:HEAD]
    decoder.decode(b"", final=True)
    return first


def _container(stream: IO[bytes]) -> Mapping[str, bytes]:
    head = _head(stream)
    _require(not head.startswith(_OLD_OFFICE), FileDefect.PROTECTED)
    _require(head.startswith(ENTRY_MARK))
    return check_archive(stream)


def _office(folder: str, part: str) -> Callable[[IO[bytes]], None]:
    main = re.compile(rf"{folder}/{part}\d*\.xml")

    def check(stream: IO[bytes]) -> None:
        entries = _container(stream)
        _require("[Content_Types].xml" in entries and any(main.fullmatch(name) for name in entries))

    return check


def _open_document(content_type: str) -> Callable[[IO[bytes]], None]:
    def check(stream: IO[bytes]) -> None:
        entries = _container(stream)
        _require(entries.get("mimetype") == content_type.encode() and "content.xml" in entries)

    return check


_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
_JPEG = FileFormat("JPEG", "image/jpeg", _jpeg)

FORMATS: Mapping[str, FileFormat] = {
    "pdf": FileFormat("PDF", "application/pdf", _pdf),
    "odt": FileFormat("ODT", f"{_ODF}text", _open_document(f"{_ODF}text")),
    "ods": FileFormat("ODS", f"{_ODF}spreadsheet", _open_document(f"{_ODF}spreadsheet")),
    "odp": FileFormat("ODP", f"{_ODF}presentation", _open_document(f"{_ODF}presentation")),
    "docx": FileFormat("DOCX", f"{_OOXML}wordprocessingml.document", _office("word", "document")),
    "xlsx": FileFormat("XLSX", f"{_OOXML}spreadsheetml.sheet", _office("xl", "workbook")),
    "pptx": FileFormat("PPTX", f"{_OOXML}presentationml.presentation", _office("ppt", "presentation")),
    "csv": FileFormat("CSV", "text/csv", _text),
    "txt": FileFormat("TXT", "text/plain", _text),
    "png": FileFormat("PNG", "image/png", _png),
    "jpg": _JPEG,
    "jpeg": _JPEG,
    "webp": FileFormat("WebP", "image/webp", _webp),
}
"""By extension; what is not here is refused."""
LABELS: Mapping[str, str] = {found.content_type: found.label for found in FORMATS.values()}
"""What people call a format, by content type."""


def require_no_test_virus(stream: IO[bytes]) -> None:
    """Refuse the file by which antiviruses are tested, wherever it stands, with or without an antivirus."""
    stream.seek(0)
    seen = b""
    while chunk := stream.read(CHUNK):
        seen = seen[-len(EICAR) :] + chunk
        _require(EICAR not in seen, FileDefect.HOSTILE)
