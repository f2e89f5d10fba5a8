from django.db import models


class Backer(models.Model):
    """Who stands behind an offer: a ministry, an agency, a network."""

    code = models.SlugField("code", max_length=60, unique=True)
    name = models.CharField("nom", max_length=200)

    class Meta:
        verbose_name = "porteur d’aide"
        verbose_name_plural = "porteurs d’aide"

    def __str__(self) -> str:
        return self.name
