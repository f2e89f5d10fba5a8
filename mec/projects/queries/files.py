"""Read the files of a project: only those that the person may know of."""

from typing import Any

from django.db import models

from mec.documents.models import Document
from mec.documents.queries import Usage, readable_documents, usage, versions_for, withdrawn_documents
from mec.projects.models import Project, ProjectDocument
from mec.projects.rules import is_local_state

MOST_FILES = 200
MOST_BYTES = 500 * 1024 * 1024
"""What one project may hold, versions counted, what was withdrawn not."""


def files_visible_to(user: Any, project: Project) -> models.QuerySet[ProjectDocument]:
    """Return the files in place that somebody who sees the project may read, with the versions that they may read."""
    return _files(user, project, readable_documents(user))


def withdrawn_files(user: Any, project: Project) -> models.QuerySet[ProjectDocument]:
    """Return those that were withdrawn and can be brought back; rights are asked file by file."""
    return _files(user, project, withdrawn_documents(user))


def _files(user: Any, project: Project, documents: models.QuerySet[Document]) -> models.QuerySet[ProjectDocument]:
    files = ProjectDocument.objects.filter(project=project, document__in=documents)
    if not is_local_state(user, project):
        files = files.filter(state_only=False)
    return (
        files.select_related("document__withdrawn_by")
        .prefetch_related(versions_for(user, "document__versions"))
        .order_by("-pk")
    )


def files_of_messages(user: Any, project: Project, thread_id: int) -> dict[int, list[ProjectDocument]]:
    """Return, by message of a thread, the files that came with it and that the person may read."""
    found: dict[int, list[ProjectDocument]] = {}
    files = files_visible_to(user, project).filter(in_message__message__thread=thread_id)
    for file in files.select_related("document__withdrawn_by", "in_message").order_by("pk"):
        file.project = project
        found.setdefault(file.in_message.message_id, []).append(file)
    return found


def usage_of(project: Project) -> Usage:
    return usage(Document.objects.filter(project_file__project=project))
