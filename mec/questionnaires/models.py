from django.conf import settings
from django.db import models

from mec.questionnaires.enums import AnswerSource


class Response(models.Model):
    """A set of answers; who may read or write them is decided by the object that points at it."""

    created_at = models.DateTimeField("création", auto_now_add=True)

    class Meta:
        verbose_name = "réponses"
        verbose_name_plural = "réponses"

    def __str__(self) -> str:
        return f"réponses {self.pk}"


class Answer(models.Model):
    """What was answered to one question, once; the highest version counts, and nothing is overwritten."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="answers")
    key = models.CharField("question", max_length=200)
    value = models.JSONField("réponse", null=True, blank=True)
    """Yes or no, a number or a text; None when the person no longer knows."""
    source = models.CharField("origine", max_length=20, choices=AnswerSource)
    version = models.PositiveIntegerField("version")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="answers"
    )
    """None for what no person gave."""
    at = models.DateTimeField("donnée le", auto_now_add=True)

    class Meta:
        verbose_name = "réponse à une question"
        verbose_name_plural = "réponses à une question"
        constraints = [
            models.UniqueConstraint(fields=["response", "key", "version"], name="questionnaires_answer_version"),
            models.CheckConstraint(condition=~models.Q(key=""), name="questionnaires_answer_has_key"),
        ]

    def __str__(self) -> str:
        return f"{self.key} ({self.version})"
