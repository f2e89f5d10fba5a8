from django.db import models


class Phase(models.TextChoices):
    """Where a project stands; also the stages that an offer serves."""

    IDEA = "idee", "Idée"
    STUDY = "etude", "Étude"
    OPERATION = "operation", "Opération"
