from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q

from mec.projects.models import Project
from mec.taxonomy.enums import ExpenseKind

MOST_AMOUNT = Decimal("999_999_999.99")
"""Of one line, in euros before tax: with `MOST_LINES` of them, the total still fits in the cost of the sheet."""
MOST_LINES = 100


class CostLine(models.Model):
    """One thing that a project spends on."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="cost_lines")
    key = models.UUIDField("clé d’envoi")
    """Comes with the form: the same form sent twice adds one line."""
    position = models.PositiveIntegerField("rang")
    """From 1, in the order of the page; a line that was removed keeps its place."""
    label = models.CharField("dépense", max_length=160)
    kind = models.CharField("nature", max_length=20, choices=ExpenseKind)
    amount_ht = models.DecimalField("montant HT (€)", max_digits=14, decimal_places=2)
    """Before tax, in euros and cents."""
    note = models.CharField("précision", max_length=300, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="cost_lines_added")
    created_at = models.DateTimeField("création", auto_now_add=True)
    updated_at = models.DateTimeField("modification", auto_now_add=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="cost_lines_removed"
    )
    removed_at = models.DateTimeField("retrait", null=True, blank=True)
    """Counted nowhere any more, until it is restored."""
    version = models.PositiveIntegerField("version", default=1)

    class Meta:
        verbose_name = "dépense"
        constraints = [
            models.UniqueConstraint(fields=["project", "created_by", "key"], name="funding_cost_line_once"),
            models.UniqueConstraint(fields=["project", "position"], name="funding_cost_line_has_its_place"),
            models.CheckConstraint(
                condition=Q(amount_ht__gt=0, amount_ht__lte=MOST_AMOUNT), name="funding_cost_amount_is_sane"
            ),
            models.CheckConstraint(condition=~Q(label="") & ~Q(kind=""), name="funding_cost_line_is_named"),
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by=None) | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="funding_cost_removal_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def is_removed(self) -> bool:
        return self.removed_at is not None
