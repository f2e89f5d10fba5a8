"""Who works, and which declared runs were queued; the jobs themselves are rows of django-tasks-db."""

from django.db import models
from django.utils import timezone


class Worker(models.Model):
    """A running `mec worker`, which says again and again that it is alive."""

    id = models.CharField(primary_key=True, max_length=32)
    started_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.id


class ScheduledRun(models.Model):
    """One run of a declared schedule, unique so that several schedulers queue it once."""

    name = models.CharField(max_length=100)
    due_at = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "due_at"], name="jobs_scheduled_run_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.due_at.isoformat()}"
