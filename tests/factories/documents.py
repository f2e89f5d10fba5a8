"""Small files of each accepted format, made when they are asked for, and files of projects."""

import struct
import zipfile
import zlib
from io import BytesIO
from uuid import uuid4

from mec.documents.enums import DocumentCategory
from mec.documents.formats import FORMATS
from mec.documents.storage import store
from mec.projects.services import deposit_files

PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\nstartxref\n0\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\x00" * 40 + b"\xff\xd9"
WEBP = b"RIFF" + struct.pack("<L", 20) + b"WEBPVP8 " + b"\x00" * 12
OFFICE_PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}


def png():
    def chunk(name, content):
        body = name + content
        return struct.pack("!L", len(content)) + body + struct.pack("!L", zlib.crc32(body))

    header = struct.pack("!LLBBBBB", 1, 1, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\x00\x00")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def archive(entries, **options):
    """A ZIP of (name, content) pairs, the same at any hour."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, **options) as made:
        for name, content in entries:
            made.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def office(extension="docx", extra=()):
    return archive([("[Content_Types].xml", "<Types/>"), (OFFICE_PARTS[extension], "<x/>"), *extra])


def open_document(extension="odt", extra=()):
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(zipfile.ZipInfo("mimetype"), FORMATS[extension].content_type, zipfile.ZIP_STORED)
        for name, content in [("content.xml", "<office/>"), *extra]:
            made.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def sample(extension):
    """A small file of this format."""
    if extension in OFFICE_PARTS:
        return office(extension)
    if extension in ("odt", "ods", "odp"):
        return open_document(extension)
    texts = {"csv": "poste;montant\nToiture;12 000 €\n".encode(), "txt": "Réunion de mardi.\n".encode()}
    images = {"png": png(), "jpg": JPEG, "jpeg": JPEG, "webp": WEBP, "pdf": PDF}
    return (texts | images)[extension]


def stored(name="Devis.pdf", content=None):
    """A content written in the storage, different from the others unless it is given."""
    return store(BytesIO(PDF + uuid4().bytes.hex().encode() + b"\n%%EOF\n" if content is None else content), name)


def make_file(project, *, author, name="Devis.pdf", content=None, state_only=False, key=None):
    """A file of the project, deposited by `author`."""
    made = deposit_files(
        project,
        files=[stored(name, content)],
        category=DocumentCategory.QUOTE,
        key=key or uuid4(),
        state_only=state_only,
        actor=author,
    )
    return made[0]
