"""ZIP containers of office documents, checked without being unpacked anywhere nor parsed as XML.

A container is accepted only in the shape in which office software writes it: nothing before, between or after what its
directory lists, each entry as long as it says, and in all no more than a person's document can hold.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import IO

from mec.documents.enums import FileDefect

MOST_ENTRIES = 5_000
LARGEST_DIRECTORY = 1024 * 1024
LARGEST_UNPACKED = 400 * 1024 * 1024
"""A crowded 40 MB workbook stays below; what is above is not a document."""
LARGEST_EMBEDDED = 40 * 1024 * 1024
CHUNK = 256 * 1024

_END = struct.Struct("<4s4H2LH")
_LOCAL = struct.Struct("<4s5H3L2H")
_END_MARK, _ZIP64_MARK, ENTRY_MARK = b"PK\x05\x06", b"PK\x06\x07", b"PK\x03\x04"
_ENCRYPTED = 0x1
_MACROS = re.compile(r"(?:^|/)(?:vbaProject\.bin|vbaData\.xml|Basic/|Scripts/)", re.IGNORECASE)
_EMBEDDED = re.compile(r"^(?:word|xl|ppt)/embeddings/|^Object", re.IGNORECASE)
_XML = (".xml", ".rels")
_ENTITIES = tuple("<!ENTITY".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-" + b"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class RefusedFileError(Exception):
    """The file cannot be accepted; `defect` says why in French."""

    def __init__(self, defect: FileDefect) -> None:
        super().__init__(defect.value)
        self.defect = defect


class Budget:
    """How many bytes may still be unpacked, embedded documents included."""

    def __init__(self, most: int = LARGEST_UNPACKED) -> None:
        self.left = most

    def spend(self, count: int) -> None:
        self.left -= count
        if self.left < 0:
            raise RefusedFileError(FileDefect.BOMB)


def check_archive(stream: IO[bytes], *, budget: Budget | None = None, depth: int = 0) -> dict[str, bytes]:
    """Read the container whole and return the first bytes of its entries by name. Raises RefusedFileError."""
    _require_plain_shape(stream)
    budget = budget or Budget()
    try:
        with zipfile.ZipFile(stream) as archive:
            entries = archive.infolist()
            _require_plain_entries(entries)
            return {entry.filename: _read_entry(stream, entry, budget, depth) for entry in entries}
    except (zipfile.BadZipFile, zlib.error, struct.error, ValueError, NotImplementedError) as error:
        raise RefusedFileError(FileDefect.DAMAGED) from error


def _require_plain_shape(stream: IO[bytes]) -> None:
    """Refuse what readers of ZIP disagree about: anything after the end mark or not counted by it, and ZIP64."""
    size = stream.seek(0, 2)
    if size < _END.size:
        raise RefusedFileError(FileDefect.DAMAGED)
    stream.seek(max(0, size - _END.size - 20))
    tail = stream.read()
    mark, _, _, _, count, directory, offset, comment = (_END.unpack(tail[-_END.size :])[i] for i in range(8))
    if mark != _END_MARK or comment or offset + directory + _END.size != size:
        raise RefusedFileError(FileDefect.DAMAGED)
    if tail[: -_END.size].startswith(_ZIP64_MARK):
        raise RefusedFileError(FileDefect.DAMAGED)
    if count > MOST_ENTRIES or directory > LARGEST_DIRECTORY:
        raise RefusedFileError(FileDefect.BOMB)


def _require_plain_entries(entries: list[zipfile.ZipInfo]) -> None:
    names = {entry.filename for entry in entries}
    if len(entries) > MOST_ENTRIES:
        raise RefusedFileError(FileDefect.BOMB)
    if len(names) != len(entries) or any(_escapes(name) for name in names):
        raise RefusedFileError(FileDefect.DAMAGED)
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise RefusedFileError(FileDefect.PROTECTED)
    if any(_MACROS.search(name) for name in names):
        raise RefusedFileError(FileDefect.MACROS)


def _escapes(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/")


def _read_entry(stream: IO[bytes], entry: zipfile.ZipInfo, budget: Budget, depth: int) -> bytes:
    """Unpack one entry into nothing, holding it to what the directory says, and return its first bytes."""
    length, checksum, seen = 0, 0, b""
    first = b""
    embedded = bytearray()
    for chunk in _unpacked(stream, entry):
        budget.spend(len(chunk))
        length, checksum = length + len(chunk), zlib.crc32(chunk, checksum)
        first = first or chunk[:CHUNK]
        seen = seen[-256:] + chunk
        _require_harmless(entry.filename, seen)
        if first.startswith(ENTRY_MARK):
            embedded += chunk
            if len(embedded) > LARGEST_EMBEDDED:
                raise RefusedFileError(FileDefect.BOMB)
    if (length, checksum) != (entry.file_size, entry.CRC):
        raise RefusedFileError(FileDefect.DAMAGED)
    if embedded:
        if depth or not _EMBEDDED.search(entry.filename):
            raise RefusedFileError(FileDefect.BOMB)
        check_archive(BytesIO(embedded), budget=budget, depth=depth + 1)
    return first[:256]


def _require_harmless(name: str, content: bytes) -> None:
    if EICAR in content:
        raise RefusedFileError(FileDefect.HOSTILE)
    if name.lower().endswith(_XML) and any(mark in content for mark in _ENTITIES):
        raise RefusedFileError(FileDefect.BOMB)


def _unpacked(stream: IO[bytes], entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield the entry's content as it really is, whatever size its headers claim."""
    stream.seek(entry.header_offset)
    header = _LOCAL.unpack(stream.read(_LOCAL.size))
    if header[0] != ENTRY_MARK or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise RefusedFileError(FileDefect.DAMAGED)
    stream.seek(header[-2] + header[-1], 1)
    left = entry.compress_size
    if entry.compress_type == zipfile.ZIP_STORED:
        while left > 0 and (chunk := stream.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk
        return
    inflate = zlib.decompressobj(-15)
    while left > 0 and not inflate.eof and (packed := stream.read(min(CHUNK, left))):
        left -= len(packed)
        while packed:
            yield inflate.decompress(packed, CHUNK)
            packed = inflate.unconsumed_tail
    if left or not inflate.eof or inflate.unused_data:
        raise RefusedFileError(FileDefect.DAMAGED)
