from django.db import models
from django.db.models import F, Q


class Topic(models.Model):
    """A thématique of a project, an offer or a resource: one of the themes, or a category of a theme."""

    code = models.CharField("code", max_length=60, unique=True)
    label = models.CharField("libellé", max_length=120)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name="thème"
    )
    position = models.PositiveSmallIntegerField("rang")
    active = models.BooleanField("en vigueur", default=True)

    class Meta:
        verbose_name = "thématique"
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="taxonomy_topic_not_own_parent"
            ),
        ]

    def __str__(self) -> str:
        return self.label
