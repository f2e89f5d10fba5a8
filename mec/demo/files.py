"""A few files, made here, so that the tab of the demonstration shows what it is for."""

from io import BytesIO
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from mec.documents.enums import DocumentCategory
from mec.documents.storage import store
from mec.projects.models import Project
from mec.projects.services import deposit_files

QUOTES = "Poste;Entreprise;Montant HT\nToiture;Couverture du Vivarais;48 200 €\nMurs;Isolation 07;61 500 €\n"
NOTE = "Note interne : vérifier la maquette de la programmation avant la réunion de mars.\n"
RESOLUTION = "Le conseil municipal décide d’isoler l’école des Tilleuls."


def deposit_demo_files(project: Project, *, author: Any, agent: Any) -> None:
    """Give the project a resolution, a table of quotes, and a note of the State that the author never sees."""
    _deposit(project, "Délibération du 3 février.pdf", pdf(RESOLUTION), DocumentCategory.RESOLUTION, author)
    _deposit(project, "Devis comparés.csv", QUOTES.encode("utf-8-sig"), DocumentCategory.QUOTE, author)
    note = NOTE.encode("utf-8-sig")
    _deposit(project, "Note de programmation.txt", note, DocumentCategory.OTHER, agent, state_only=True)


def _deposit(
    project: Project, name: str, content: bytes, category: DocumentCategory, actor: Any, *, state_only: bool = False
) -> None:
    deposit_files(
        project,
        files=[store(BytesIO(content), name)],
        category=category,
        key=uuid5(NAMESPACE_URL, f"demonstration:{project.pk}:{name}"),
        state_only=state_only,
        actor=actor,
    )


def pdf(line: str) -> bytes:
    """Return a PDF of one page that says one line."""
    text = line.replace("’", "'").replace("\\", "").replace("(", "").replace(")", "").encode("cp1252", "replace")
    stream = b"BT /F1 14 Tf 60 760 Td (" + text + b") Tj ET"
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (fr) >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources <</Font <</F1 5 0 R>>>>>>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        font,
    ]
    content, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    end = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(content))
    return content + b"xref\n0 %d\n0000000000 65535 f \n%s%s" % (size, table, end)
