from django.db import models


class MailRhythm(models.TextChoices):
    """When a person receives by mail what they are told of; the page of notifications always has all of it."""

    IMMEDIATE = "tout_de_suite", "Tout de suite"
    DAILY = "chaque_jour", "Un résumé par jour"
    NEVER = "jamais", "Jamais"
