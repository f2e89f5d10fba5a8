"""Words that several mails share."""

from mec.projects.models import Project

EXCERPT = 400


def with_reference(body: str, project: Project) -> str:
    """Return the body of a mail, ended by the reference as one reads it aloud: "4821 7393"."""
    return f"{body}\n\nRéférence du projet : {project.spoken_reference}"


def for_the_state(body: str) -> str:
    """Return the body of a mail that the State alone receives."""
    return f"{body}\n\nLa collectivité ne voit pas ce message."


def excerpt(text: str) -> str:
    return text if len(text) <= EXCERPT else f"{text[:EXCERPT].rstrip()}…"
