"""Who takes part in a project, or is invited to."""

from typing import Any

from django.db import models

from mec.core.security import hash_secret
from mec.projects.models import Invitation, Project, ProjectMember

INVITATION_PURPOSE = "project-invitation"


def members_of(project: Project) -> models.QuerySet[ProjectMember]:
    return project.members.select_related("user").order_by("joined_at", "pk")


def membership_of(user: Any, project: Project) -> ProjectMember | None:
    return project.members.select_related("user", "project").filter(user=user).first()


def pending_invitations(project: Project) -> models.QuerySet[Invitation]:
    """Return invitations neither accepted nor revoked, the expired ones included: they can be sent again."""
    return project.invitations.filter(accepted_at=None, revoked_at=None).select_related("invited_by").order_by("-pk")


def invitation_for_token(token: str) -> Invitation | None:
    return (
        Invitation.objects.select_related("project__owner", "invited_by")
        .filter(token_hash=hash_secret(token, purpose=INVITATION_PURPOSE))
        .first()
    )
