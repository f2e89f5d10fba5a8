"""Words that several mails share."""

from mec.core.ui.french import NBSP
from mec.projects.models import Project

EXCERPT = 400


def with_reference(body: str, project: Project) -> str:
    """Return the body of a mail, ended by the reference as one reads it aloud: "4821 7393"."""
    return f"{body}\n\nRéférence du projet : {project.reference.replace('-', NBSP)}"


def excerpt(text: str) -> str:
    return text if len(text) <= EXCERPT else f"{text[:EXCERPT].rstrip()}…"
