from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from mec.projects.enums import BlockerKind
from mec.projects.models.sheet import Project


class Blocker(models.Model):
    """What keeps a project from moving, from the day it is said until somebody says how it was lifted."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="blockers")
    kind = models.CharField("nature", max_length=20, choices=BlockerKind)
    description = models.TextField("ce qui bloque", max_length=2_000)
    since = models.DateField("depuis le")
    """As people remember it, on or before `opened_at`: the clock that they see starts here."""
    key = models.UUIDField("clé d’envoi")
    """Comes with the form: the same form sent twice opens one blocker."""
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="blockers_opened")
    opened_at = models.DateTimeField("signalé le", auto_now_add=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="blockers_resolved"
    )
    resolved_at = models.DateTimeField("levé le", null=True, blank=True)
    resolution = models.TextField("ce qui l’a levé", max_length=2_000, blank=True)

    class Meta:
        verbose_name = "blocage"
        constraints = [
            models.UniqueConstraint(fields=["project", "opened_by", "key"], name="projects_blocker_once"),
            models.CheckConstraint(
                condition=Q(resolved_at__isnull=True, resolved_by__isnull=True, resolution="")
                | (Q(resolved_at__isnull=False, resolved_by__isnull=False) & ~Q(resolution="")),
                name="projects_blocker_resolution_is_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["project", "resolved_at"], name="projects_blockers_of_project"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.project_id})"

    @property
    def is_open(self) -> bool:
        return self.resolved_at is None

    @property
    def resolved_on(self) -> date | None:
        """The day when it was lifted, in Paris."""
        return timezone.localdate(self.resolved_at) if self.resolved_at else None
