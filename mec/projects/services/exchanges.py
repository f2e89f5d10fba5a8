"""Talk about a project: with everyone, or between services of the State."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from mec.conversations.models import Message
from mec.conversations.services import add_message
from mec.core.access import require
from mec.core.db import locked
from mec.core.journal.queries import entries_of
from mec.core.journal.services import record
from mec.documents.storage import StoredFile
from mec.projects.enums import EntryAudience, Permission, Verb
from mec.projects.models import Project
from mec.projects.queries import acting_organization
from mec.projects.rules import standing_of
from mec.projects.services.files import join_files


@transaction.atomic
def post_message(project: Project, *, body: str, key: UUID, files: Sequence[StoredFile] = (), actor: Any) -> Message:
    """Write to all the members of the project and to the local State, once per `key`, with files.

    The first message of an agent of the State is its answer, from which delays are counted. Raises EmptyMessageError
    and NoRoomError.
    """
    require(actor, Permission.POST, project)
    organization = acting_organization(actor, project)
    Project.objects.filter(pk=project.pk).update(updated_at=timezone.now())
    message, new = add_message(project.thread_id, body=body, key=key, organization=organization, actor=actor)
    if new:
        if files:
            join_files(project, message=message, files=files, state_only=False, actor=actor)
        data = {"message": message.pk}
        if _answers_for_state(actor, project) and not _state_has_answered(project):
            record(actor, Verb.STATE_ANSWERED, project, audience=EntryAudience.MEMBERS, behalf=organization, data=data)
        record(actor, Verb.MESSAGE_POSTED, project, audience=EntryAudience.MEMBERS, behalf=organization, data=data)
    return message


@transaction.atomic
def post_state_message(
    project: Project, *, body: str, key: UUID, files: Sequence[StoredFile] = (), actor: Any
) -> Message:
    """Write in the State's own zone, which does not exist for anybody else, with files that do not either.

    Raises EmptyMessageError and NoRoomError.
    """
    require(actor, Permission.POST_STATE_ZONE, project)
    organization = acting_organization(actor, project)
    locked(Project.objects.filter(pk=project.pk)).values_list("pk").get()
    message, new = add_message(project.state_thread_id, body=body, key=key, organization=organization, actor=actor)
    if new:
        if files:
            join_files(project, message=message, files=files, state_only=True, actor=actor)
        record(
            actor,
            Verb.STATE_MESSAGE_POSTED,
            project,
            audience=EntryAudience.STATE,
            behalf=organization,
            data={"message": message.pk},
        )
    return message


def _answers_for_state(actor: Any, project: Project) -> bool:
    standing = standing_of(actor, project)
    return standing.state and not standing.owner


def _state_has_answered(project: Project) -> bool:
    return entries_of(project).filter(verb=Verb.STATE_ANSWERED).exists()
