from django.db import models

from mec.conversations.models import Message
from mec.documents.models import Document
from mec.projects.models.sheet import Project


class ProjectDocument(models.Model):
    """A file of one project, for all who read the project or for the State alone."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="files")
    document = models.OneToOneField(Document, on_delete=models.CASCADE, related_name="project_file")
    state_only = models.BooleanField("réservé à l’État", default=False)

    class Meta:
        verbose_name = "fichier du projet"
        verbose_name_plural = "fichiers du projet"

    def __str__(self) -> str:
        return f"fichier {self.pk}"


class MessageDocument(models.Model):
    """A file that came with a message of the project's threads."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="files")
    file = models.OneToOneField(ProjectDocument, on_delete=models.CASCADE, related_name="in_message")

    class Meta:
        verbose_name = "fichier d’un message"
        verbose_name_plural = "fichiers d’un message"

    def __str__(self) -> str:
        return f"{self.message_id} → {self.file_id}"
