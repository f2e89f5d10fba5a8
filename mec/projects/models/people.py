from django.conf import settings
from django.db import models
from django.db.models import Q

from mec.accounts.invitations import InvitationLink
from mec.projects.enums import ProjectRole
from mec.projects.models.sheet import Project


class ProjectMember(models.Model):
    """A person who takes part in one project, whatever their organisation."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="project_memberships")
    role = models.CharField("rôle", max_length=20, choices=ProjectRole)
    joined_at = models.DateTimeField("depuis", auto_now_add=True)

    class Meta:
        verbose_name = "membre du projet"
        verbose_name_plural = "membres du projet"
        constraints = [
            models.UniqueConstraint(fields=["project", "user"], name="projects_member_once"),
            models.UniqueConstraint(
                fields=["project"], condition=Q(role=ProjectRole.REFERENT), name="projects_one_referent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} : {self.role}"


class Invitation(InvitationLink):
    """An address invited to one project with one role; the link in the mail works once, for seven days."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="invitations")
    role = models.CharField("rôle", max_length=20, choices=ProjectRole)
    message = models.TextField("message", max_length=2_000, blank=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="invitations_sent")
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="invitations_accepted"
    )

    class Meta:
        verbose_name = "invitation"
        constraints = [
            models.UniqueConstraint(
                fields=["project", "email"],
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="projects_one_pending_invitation",
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"
