"""Good files of each format, and the bad ones that come in: each is refused for its own reason."""

import struct
import zipfile
import zlib
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mec.documents import archives
from mec.documents.archives import EICAR, Budget, RefusedFileError, check_archive
from mec.documents.enums import FileDefect
from mec.documents.formats import FORMATS
from mec.documents.validators import accepted_extensions, accepted_labels, checked_format
from tests.factories.documents import JPEG, PDF, WEBP, archive, office, open_document, png, sample

BILLION = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
EXTERNAL = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
HTML = b"<!DOCTYPE html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
PHP = b"<?php system($_GET['c']); ?>"
EXE = b"MZ\x90\x00\x03\x00\x00\x00" + b"\x00" * 60
OLD_DOC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512
UTF16_ENTITY = BILLION.encode("utf-16")


def defect_of(name, content):
    with pytest.raises(RefusedFileError) as refused:
        checked_format(BytesIO(content), name)
    return refused.value.defect


def with_lying_size(content, *, declared):
    """Change the size that the directory and the header of the last entry declare."""
    made = bytearray(content)
    with zipfile.ZipFile(BytesIO(content)) as opened:
        entry = opened.infolist()[-1]
    directory = content.rindex(b"PK\x01\x02")
    made[directory + 24 : directory + 28] = struct.pack("<L", declared)
    made[entry.header_offset + 22 : entry.header_offset + 26] = struct.pack("<L", declared)
    return bytes(made)


def encrypted(content):
    made = bytearray(content)
    at = content.rindex(b"PK\x01\x02")
    made[at + 8] |= 1
    return bytes(made)


def crowded():
    return archive((f"word/{number}.xml", "") for number in range(archives.MOST_ENTRIES + 1))


@pytest.mark.parametrize("extension", list(FORMATS))
def test_file_of_each_format_is_known_by_its_content(extension):
    assert checked_format(BytesIO(sample(extension)), f"Essai.{extension.upper()}") is FORMATS[extension]


@pytest.mark.parametrize("extension", list(FORMATS))
@pytest.mark.parametrize("other", list(FORMATS))
def test_content_of_another_format_is_refused(extension, other):
    same = FORMATS[extension] is FORMATS[other] or {extension, other} == {"csv", "txt"}
    if same:
        checked_format(BytesIO(sample(other)), f"a.{extension}")
    else:
        assert defect_of(f"a.{extension}", sample(other)) in (FileDefect.MISMATCH, FileDefect.DAMAGED)


BAD = {
    "program": ("a.exe", EXE, FileDefect.FORMAT),
    "no extension": ("devis", PDF, FileDefect.FORMAT),
    "server settings": (".htaccess", b"Deny from all", FileDefect.FORMAT),
    "page": ("a.html", HTML, FileDefect.FORMAT),
    "drawing with a script": ("a.svg", SVG, FileDefect.FORMAT),
    "macros by name": ("a.docm", office(), FileDefect.FORMAT),
    "old office": ("a.doc", OLD_DOC, FileDefect.FORMAT),
    "program named .pdf": ("a.pdf", EXE, FileDefect.MISMATCH),
    "page named .pdf": ("a.pdf", HTML, FileDefect.MISMATCH),
    "page before a PDF": ("a.pdf", HTML + PDF, FileDefect.MISMATCH),
    "drawing named .png": ("a.png", SVG, FileDefect.MISMATCH),
    "program named .txt": ("a.txt", EXE, FileDefect.MISMATCH),
    "page named .txt": ("a.txt", b"  \n" + HTML, FileDefect.MISMATCH),
    "page with a mark named .csv": ("a.csv", b"\xef\xbb\xbf" + HTML, FileDefect.MISMATCH),
    "server script named .txt": ("a.txt", PHP, FileDefect.MISMATCH),
    "shell script named .txt": ("a.txt", b"#!/bin/sh\nrm -rf /\n", FileDefect.MISMATCH),
    "NUL in a table": ("a.csv", b"a;b\x00c\n", FileDefect.MISMATCH),
    "nothing": ("a.pdf", b"", FileDefect.EMPTY),
    "cut PDF": ("a.pdf", PDF[:30], FileDefect.DAMAGED),
    "cut PNG": ("a.png", png()[:-5], FileDefect.DAMAGED),
    "cut JPEG": ("a.jpg", JPEG[:-2], FileDefect.DAMAGED),
    "cut WebP": ("a.webp", WEBP[:-1], FileDefect.DAMAGED),
    "WebP and something": ("a.webp", WEBP + HTML, FileDefect.DAMAGED),
    "PNG and something": ("a.png", png() + HTML, FileDefect.DAMAGED),
    "cut document": ("a.docx", office()[:-10], FileDefect.DAMAGED),
    "PDF and ZIP": ("a.pdf", PDF + office(), FileDefect.MISMATCH),
    "JPEG and ZIP": ("a.jpg", JPEG + office(), FileDefect.MISMATCH),
    "ZIP and something": ("a.docx", office() + b"more", FileDefect.DAMAGED),
    "something and ZIP": ("a.docx", b"PK\x03\x04" + HTML + office(), FileDefect.DAMAGED),
    "ZIP with a comment": ("a.docx", office()[:-2] + b"\x04\x00more", FileDefect.DAMAGED),
    "PDF that starts a program": ("a.pdf", PDF + b"<< /S /Launch /F (cmd.exe) >>\n%%EOF", FileDefect.HOSTILE),
    "password of old times": ("a.docx", OLD_DOC, FileDefect.PROTECTED),
    "password of ZIP": ("a.docx", encrypted(office()), FileDefect.PROTECTED),
    "macros of Office": ("a.docx", office(extra=[("word/vbaProject.bin", "x")]), FileDefect.MACROS),
    "macros of LibreOffice": ("a.odt", open_document(extra=[("Basic/Standard/Module1.xml", "x")]), FileDefect.MACROS),
    "entry above the folder": ("a.docx", office(extra=[("../../evil.xml", "x")]), FileDefect.DAMAGED),
    "entry at the root": ("a.docx", office(extra=[("/etc/passwd", "x")]), FileDefect.DAMAGED),
    "entities": ("a.docx", office(extra=[("word/bomb.xml", BILLION)]), FileDefect.BOMB),
    "outside entity": ("a.odt", open_document(extra=[("meta.xml", EXTERNAL)]), FileDefect.BOMB),
    "entities in UTF-16": ("a.docx", office(extra=[("word/bomb.xml", UTF16_ENTITY)]), FileDefect.BOMB),
    "archive within": ("a.docx", office(extra=[("word/media/a.zip", office())]), FileDefect.BOMB),
    "archive within within": (
        "a.docx",
        office(extra=[("word/embeddings/a.xlsx", office("xlsx", [("xl/embeddings/b.docx", office())]))]),
        FileDefect.BOMB,
    ),
    "too many entries": ("a.docx", crowded(), FileDefect.BOMB),
    "size said too small": (
        "a.docx",
        with_lying_size(office(extra=[("word/big.xml", "x" * 5_000)]), declared=10),
        FileDefect.DAMAGED,
    ),
    "size said too large": (
        "a.docx",
        with_lying_size(office(extra=[("word/big.xml", "x" * 5_000)]), declared=9_000),
        FileDefect.DAMAGED,
    ),
    "test virus": ("a.txt", EICAR, FileDefect.HOSTILE),
    "test virus in a PDF": ("a.pdf", PDF + EICAR + b"\n%%EOF", FileDefect.HOSTILE),
    "test virus in a document": ("a.docx", office(extra=[("word/a.bin", EICAR)]), FileDefect.HOSTILE),
}


@pytest.mark.parametrize(("name", "content", "defect"), BAD.values(), ids=list(BAD))
def test_bad_file_is_refused_for_its_own_reason(name, content, defect):
    assert defect_of(name, content) == defect


def test_file_that_unpacks_into_too_much_is_refused_before_it_is_unpacked():
    """Half a gigabyte of zeros in half a megabyte: reading stops at the limit, nothing is kept."""
    bomb = archive([("[Content_Types].xml", ""), ("word/document.xml", b"\x00" * (archives.LARGEST_UNPACKED + 1))])
    budget = Budget()

    with pytest.raises(RefusedFileError) as refused:
        check_archive(BytesIO(bomb), budget=budget)

    assert refused.value.defect == FileDefect.BOMB
    assert budget.left >= -archives.CHUNK


def test_embedded_documents_share_the_budget():
    inner = office("xlsx", [("xl/sheet.xml", b"x" * 6_000)])
    outer = office(extra=[("word/embeddings/a.xlsx", inner)])

    with pytest.raises(RefusedFileError):
        check_archive(BytesIO(outer), budget=Budget(6_000))
    check_archive(BytesIO(outer), budget=Budget(20_000))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("form.pdf", PDF + b"<< /S /JavaScript /JS (app.alert) >>\n%%EOF"),
        ("table.csv", "Communes;Coût\nÉtables;1 234,50 €\n".encode("cp1252", "replace")),
        ("table.csv", "Communes;Coût\n".encode("utf-16")),
        ("notes.txt", b"a < b && c > d\n"),
        ("notes.txt", b"\xef\xbb\xbfBonjour\r\n\tmonde\x0c"),
        ("photo.jpg", JPEG + b"trailer of a camera"),
        ("with an embedded table.docx", office(extra=[("word/embeddings/a.xlsx", office("xlsx"))])),
        ("of today.docx", archive([("[Content_Types].xml", ""), ("word/document2.xml", "")])),
    ],
)
def test_what_people_really_have_is_accepted(name, content):
    assert checked_format(BytesIO(content), name)


def test_forty_megabytes_are_accepted_and_one_byte_more_is_not(monkeypatch):
    monkeypatch.setattr("mec.documents.validators.LARGEST_FILE", len(PDF))

    assert checked_format(BytesIO(PDF), "a.pdf").label == "PDF"
    assert defect_of("a.pdf", PDF + b"\n") == FileDefect.TOO_BIG


def test_stored_entries_are_checked_too():
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as made:
        made.writestr("mimetype", FORMATS["odt"].content_type)
        made.writestr("content.xml", "<x/>")
    content = bytearray(buffer.getvalue())
    content[content.index(b"<x/>")] = ord("y")

    assert checked_format(buffer, "a.odt").label == "ODT"
    assert defect_of("a.odt", bytes(content)) == FileDefect.DAMAGED


def test_formats_are_listed_once():
    assert accepted_labels().count("JPEG") == 1
    assert accepted_extensions().startswith(".pdf,.odt")


def test_checksum_of_the_corpus_is_that_of_a_real_image():
    assert zlib.crc32(b"IEND") == struct.unpack("!L", b"\xaeB`\x82")[0]


@given(
    extension=st.sampled_from(list(FORMATS)),
    at=st.floats(0, 1),
    noise=st.binary(max_size=12),
    cut=st.booleans(),
)
def test_damage_of_any_kind_is_a_refusal_or_harmless(extension, at, noise, cut):
    """Whatever is changed in a file, it is accepted or refused, never an error of the service."""
    content = sample(extension)
    place = int(at * len(content))
    damaged = content[:place] + noise + (b"" if cut else content[place + len(noise) :])

    with suppress(RefusedFileError):
        checked_format(BytesIO(damaged), f"a.{extension}")


def test_long_text_in_windows_encoding_is_read_to_its_end():
    long = ("Été " * 200_000).encode("cp1252")

    assert checked_format(BytesIO(long), "a.txt").label == "TXT"
    assert defect_of("a.txt", long + b"\x00") == FileDefect.MISMATCH
